// A running text as symbols: what a language model reads and writes in one step. Symbols follow each other without
// anything between them, so that the text is what they are when put together. Words carry the space before them
// (text/words.h), and each line is read as if it began with one: so a word is the same symbol everywhere.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "elman/fields.h"
#include "elman/text/byte_pair_encoding.h"
#include "elman/text/unicode.h"
#include "elman/text/vocabulary.h"

namespace elman::text {

// character: Unicode scalar values; byte: bytes, whatever they stand for; word: words, those that are not in the
// vocabulary spelled in characters and bytes; bpe: words and parts of words by byte-pair encoding.
enum class TextUnit { character, byte, word, bpe };
constexpr auto choices(TextUnit) {
  return std::array{Choice<TextUnit>{TextUnit::character, "char"},      Choice<TextUnit>{TextUnit::byte, "byte"},
                    Choice<TextUnit>{TextUnit::word, "word"},           Choice<TextUnit>{TextUnit::bpe, "bpe"},
                    Choice<TextUnit>{TextUnit::character, "character"}, Choice<TextUnit>{TextUnit::byte, "bytes"}};
}
constexpr bool are_of_words(TextUnit unit) { return unit == TextUnit::word || unit == TextUnit::bpe; }

// What is a document, at whose end a text begins anew: a line, what is between blank lines, a file; none: the whole
// text goes on and on.
enum class DocumentKind { none, line, blank, file };
constexpr auto choices(DocumentKind) {
  return std::array{Choice<DocumentKind>{DocumentKind::none, "none"}, Choice<DocumentKind>{DocumentKind::line, "line"},
                    Choice<DocumentKind>{DocumentKind::blank, "blank"},
                    Choice<DocumentKind>{DocumentKind::file, "file"}};
}

// What a model keeps about the form of its text.
struct RunningFormat {
  TextUnit symbols = TextUnit::character;
  Normalization normalization = Normalization::nfc;  // bytes are never normalised
  DocumentKind document = DocumentKind::none;
};
Fields fields(RunningFormat& format);

// Calls visit(symbol) for each character or byte of a text, which is UTF-8 unless the units are bytes.
template <class Visit>
void for_each_symbol(std::string_view text, TextUnit unit, Visit&& visit) {
  for (std::size_t begin = 0; begin < text.size();) {
    std::size_t end = begin + 1;
    if (unit != TextUnit::byte) {
      while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) ++end;
    }
    visit(text.substr(begin, end - begin));
    begin = end;
  }
}

// Calls visit(word, in_text) for each word and each line break: the word with the space that is added at the beginning
// of a line, and what it is in the text. at_line_start: whether the text begins a line.
void for_each_word_of_lines(std::string_view text, bool at_line_start,
                            const std::function<void(std::string_view word, std::string_view in_text)>& visit);

// Between texts and the ids of a vocabulary. Each document ends with </s>, and that is also what comes before the
// first symbol of a text.
class TextCoding {
 public:
  using Unknown = std::function<void(std::string_view symbol)>;
  using Encoding = std::shared_ptr<const BytePairEncoding>;
  struct Symbol {
    std::int32_t id = 0;
    std::string_view text;  // what it is in the text; those of all symbols are the text
  };

  TextCoding() : TextCoding({}, {}) {}
  // Bytes need no vocabulary: byte_vocabulary() is theirs. Words and their parts need an encoding: of words, it spells
  // those that the vocabulary does not have. Throws ModelError for another vocabulary, and if there is no encoding.
  TextCoding(const RunningFormat& format, Vocabulary vocabulary, Encoding encoding = {});

  const RunningFormat& format() const { return format_; }
  const Vocabulary& vocabulary() const { return vocabulary_; }
  const Encoding& encoding() const { return encoding_; }

  // The id of one symbol of the vocabulary, of a byte by itself; Vocabulary::unknown if it has none.
  std::int32_t id(std::string_view symbol) const;
  // A normalised text as symbols, which refer to it. at_line_start: whether it begins a line.
  std::vector<Symbol> split(std::string_view text, bool at_line_start = true) const;
  // Appends the ids of these symbols. `unknown`, if given, is told of each that has none, as a part of the text.
  void encode(std::string_view text, std::vector<std::int32_t>& ids, const Unknown& unknown = {},
              bool at_line_start = true) const;
  // Appends the ids of a word, or of a line break, as for_each_word_of_lines() gives it.
  void encode_word(std::string_view word, std::vector<std::int32_t>& ids) const;
  // Normalises as the format says. Throws DataError if a text of characters is not UTF-8.
  std::string normalized(std::string_view text) const;
  // The bytes that a symbol stands for, a word's with the space before it; none for special symbols. RunningWriter
  // puts them together.
  std::string_view bytes(std::int32_t id) const;

 private:
  template <class Visit>
  void for_each(std::string_view text, bool at_line_start, Visit&& visit) const;
  template <class Visit>
  void for_each_of_word(std::string_view word, Visit&& visit) const;

  RunningFormat format_;
  Vocabulary vocabulary_;
  Encoding encoding_;
  std::array<std::int32_t, 256> id_of_byte_{};  // of symbols of one byte
  std::vector<std::string> bytes_;              // by id
};

// Puts symbols together to a text: the space that was added at the beginning of a line is left out again.
class RunningWriter {
 public:
  // The coding must outlive it.
  explicit RunningWriter(const TextCoding& coding, bool at_line_start = true)
      : coding_(coding), at_line_start_(at_line_start) {}
  // What the symbol adds to the text.
  std::string_view add(std::int32_t id);

 private:
  const TextCoding& coding_;
  bool at_line_start_;
};

// A symbol for each byte, named <0x00> to <0xFF>.
Vocabulary byte_vocabulary();
// Words that occur often enough, or parts of words, with all that spells others.
Vocabulary vocabulary_of_words(const RunningFormat& format, const BytePairEncoding& encoding,
                               const Vocabulary::Counts& words, std::size_t min_count);

}  // namespace elman::text
