#include "elman/text/running_text.h"

#include <cstdio>
#include <utility>

#include "elman/error.h"

namespace elman::text {

namespace {

constexpr std::int32_t first_byte = Vocabulary::special_count;

std::string name_of_byte(int byte) {
  char name[8];
  std::snprintf(name, sizeof name, "<0x%02X>", static_cast<unsigned>(byte));
  return name;
}

}  // namespace

Fields fields(RunningFormat& format) {
  return {
      {"symbols", format.symbols, "char or byte: what is read and written in one step"},
      {"normalization", format.normalization, "nfc, nfd or none: the form of Unicode in which characters are read"},
      {"document", format.document, "line, blank, file or none: what ends a document, after which a text begins anew"}};
}

Vocabulary byte_vocabulary() {
  std::vector<std::string> symbols = Vocabulary().symbols_in_file();
  for (int byte = 0; byte < 256; ++byte) symbols.push_back(name_of_byte(byte));
  return Vocabulary::from_symbols(std::move(symbols));
}

TextCoding::TextCoding(const RunningFormat& format, Vocabulary vocabulary)
    : format_(format), vocabulary_(std::move(vocabulary)) {
  const bool of_bytes = format.symbols == TextUnit::byte;
  if (of_bytes && vocabulary_.symbols_in_file() != byte_vocabulary().symbols_in_file()) {
    throw ModelError("vocabulary: found symbols that are no bytes, expected <0x00> to <0xFF>");
  }
  bytes_.resize(static_cast<std::size_t>(vocabulary_.size()));
  for (std::int32_t id = Vocabulary::special_count; id < vocabulary_.size(); ++id) {
    bytes_[static_cast<std::size_t>(id)] =
        of_bytes ? std::string(1, static_cast<char>(id - first_byte)) : vocabulary_.symbol(id);
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

void TextCoding::encode(std::string_view text, std::vector<std::int32_t>& ids, const Unknown& unknown) const {
  for_each_symbol(text, format_.symbols, [&](std::string_view symbol) {
    ids.push_back(id(symbol));
    if (ids.back() == Vocabulary::unknown && unknown) unknown(symbol);
  });
}

std::string TextCoding::normalized(std::string_view text) const {
  if (format_.symbols == TextUnit::byte) return std::string(text);
  return normalize(text, format_.normalization);
}

std::string_view TextCoding::bytes(std::int32_t id) const { return bytes_[static_cast<std::size_t>(id)]; }

}  // namespace elman::text
