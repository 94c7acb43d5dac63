#include "elman/text/running_text.h"

#include <algorithm>
#include <utility>

#include "elman/error.h"
#include "elman/text/byte_names.h"
#include "elman/text/words.h"

namespace elman::text {

namespace {

constexpr std::int32_t first_byte = Vocabulary::special_count;

}  // namespace

Fields fields(RunningFormat& format) {
  return {
      {"symbols", format.symbols,
       "char, byte, word or bpe (words and their parts): what is read and written in one step"},
      {"normalization", format.normalization, "nfc, nfd or none: the form of Unicode in which characters are read"},
      {"document", format.document, "line, blank, file or none: what ends a document, after which a text begins anew"}};
}

Vocabulary byte_vocabulary() {
  std::vector<std::string> symbols = Vocabulary().symbols_in_file();
  for (int byte = 0; byte < 256; ++byte) symbols.push_back(byte_name(static_cast<unsigned char>(byte)));
  return Vocabulary::from_symbols(std::move(symbols));
}

Vocabulary vocabulary_of_words(const RunningFormat& format, const BytePairEncoding& encoding,
                               const Vocabulary::Counts& words, std::size_t min_count) {
  VocabularyOptions options{.min_count = min_count, .required = encoding.symbols()};
  if (format.document != DocumentKind::line) options.required.emplace_back("\n");
  return Vocabulary::from_counts(format.symbols == TextUnit::word ? words : Vocabulary::Counts(), options);
}

void for_each_word_of_lines(std::string_view text, bool at_line_start,
                            const std::function<void(std::string_view word, std::string_view in_text)>& visit) {
  std::string spaced;
  for (; !text.empty(); at_line_start = true) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::size_t added = at_line_start && end > 0 ? 1 : 0;
    spaced.assign(added, ' ').append(text.substr(0, end));
    std::size_t at = 0;
    for_each_word(std::string_view(spaced), [&](std::string_view word) {
      const std::size_t begin = std::max(at, added) - added;
      at += word.size();
      visit(word, text.substr(begin, at - added - begin));
    });
    if (end < text.size()) visit("\n", text.substr(end, 1));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

TextCoding::TextCoding(const RunningFormat& format, Vocabulary vocabulary, Encoding encoding)
    : format_(format), vocabulary_(std::move(vocabulary)), encoding_(std::move(encoding)) {
  if (are_of_words(format.symbols) && !encoding_) {
    throw ModelError("vocabulary: found symbols of words, expected how they are spelled");
  }
  const bool of_bytes = format.symbols == TextUnit::byte;
  if (of_bytes && vocabulary_.symbols_in_file() != byte_vocabulary().symbols_in_file()) {
    throw ModelError("vocabulary: found symbols that are no bytes, expected <0x00> to <0xFF>");
  }
  bytes_.resize(static_cast<std::size_t>(vocabulary_.size()));
  for (std::int32_t id = Vocabulary::special_count; id < vocabulary_.size(); ++id) {
    std::string& bytes = bytes_[static_cast<std::size_t>(id)];
    bytes = of_bytes ? std::string() : vocabulary_.symbol(id);
    const int byte = of_bytes ? id - first_byte : encoding_ ? named_byte(bytes) : -1;
    if (byte >= 0) bytes.assign(1, static_cast<char>(byte));
  }
  for (int byte = 0; byte < 256; ++byte) {
    const char symbol = static_cast<char>(byte);
    id_of_byte_[static_cast<std::size_t>(byte)] = of_bytes ? first_byte + byte : vocabulary_.id({&symbol, 1});
  }
}

std::int32_t TextCoding::id(std::string_view symbol) const {
  if (symbol.size() == 1) return id_of_byte_[static_cast<unsigned char>(symbol[0])];
  return vocabulary_.id(symbol);
}

// Calls visit(id, how many bytes of the word it stands for).
template <class Visit>
void TextCoding::for_each_of_word(std::string_view word, Visit&& visit) const {
  const std::int32_t whole = format_.symbols == TextUnit::word ? vocabulary_.id(word) : Vocabulary::unknown;
  if (whole != Vocabulary::unknown) return visit(whole, word.size());
  for (const std::string& symbol : encoding_->split_spaced(word)) {
    visit(vocabulary_.id(symbol), named_byte(symbol) < 0 ? symbol.size() : 1);
  }
}

template <class Visit>
void TextCoding::for_each(std::string_view text, bool at_line_start, Visit&& visit) const {
  if (!are_of_words(format_.symbols)) {
    for_each_symbol(text, format_.symbols, [&](std::string_view symbol) { visit(id(symbol), symbol); });
    return;
  }
  for_each_word_of_lines(text, at_line_start, [&](std::string_view word, std::string_view in_text) {
    std::size_t added = word.size() - in_text.size();
    for_each_of_word(word, [&](std::int32_t id, std::size_t bytes) {
      visit(id, in_text.substr(0, bytes - added));
      in_text.remove_prefix(bytes - added);
      added = 0;
    });
  });
}

std::vector<TextCoding::Symbol> TextCoding::split(std::string_view text, bool at_line_start) const {
  std::vector<Symbol> symbols;
  for_each(text, at_line_start, [&](std::int32_t id, std::string_view symbol) { symbols.push_back({id, symbol}); });
  return symbols;
}

void TextCoding::encode(std::string_view text, std::vector<std::int32_t>& ids, const Unknown& unknown,
                        bool at_line_start) const {
  for_each(text, at_line_start, [&](std::int32_t id, std::string_view symbol) {
    ids.push_back(id);
    if (id == Vocabulary::unknown && unknown) unknown(symbol);
  });
}

void TextCoding::encode_word(std::string_view word, std::vector<std::int32_t>& ids) const {
  for_each_of_word(word, [&](std::int32_t id, std::size_t /*bytes*/) { ids.push_back(id); });
}

std::string TextCoding::normalized(std::string_view text) const {
  if (format_.symbols == TextUnit::byte) return std::string(text);
  return normalize(text, format_.normalization);
}

std::string_view TextCoding::bytes(std::int32_t id) const { return bytes_[static_cast<std::size_t>(id)]; }

std::string_view RunningWriter::add(std::int32_t id) {
  std::string_view bytes = coding_.bytes(id);
  const bool ends_line = id == Vocabulary::end || bytes.ends_with('\n');
  if (at_line_start_ && are_of_words(coding_.format().symbols) && bytes.starts_with(' ')) bytes.remove_prefix(1);
  at_line_start_ = ends_line || (at_line_start_ && id < Vocabulary::special_count);
  return bytes;
}

}  // namespace elman::text
