// A running text as symbols: what a language model reads and writes in one step. Symbols follow each other without
// anything between them, so that the text is what they are when put together.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "elman/fields.h"
#include "elman/text/unicode.h"
#include "elman/text/vocabulary.h"

namespace elman::text {

// character: Unicode scalar values; byte: bytes, whatever they stand for.
enum class TextUnit { character, byte };
constexpr auto choices(TextUnit) {
  return std::array{Choice<TextUnit>{TextUnit::character, "char"}, Choice<TextUnit>{TextUnit::byte, "byte"},
                    Choice<TextUnit>{TextUnit::character, "character"}};
}

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

// Calls visit(symbol) for each symbol of a text, which is UTF-8 unless the units are bytes.
template <class Visit>
void for_each_symbol(std::string_view text, TextUnit unit, Visit&& visit) {
  for (std::size_t begin = 0; begin < text.size();) {
    std::size_t end = begin + 1;
    if (unit == TextUnit::character) {
      while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) ++end;
    }
    visit(text.substr(begin, end - begin));
    begin = end;
  }
}

// Between texts and the ids of a vocabulary. Each document ends with </s>, and that is also what comes before the
// first symbol of a text.
class TextCoding {
 public:
  using Unknown = std::function<void(std::string_view symbol)>;

  TextCoding() : TextCoding({}, {}) {}
  // Bytes need no vocabulary: byte_vocabulary() is theirs. Throws ModelError for another one.
  TextCoding(const RunningFormat& format, Vocabulary vocabulary);

  const RunningFormat& format() const { return format_; }
  const Vocabulary& vocabulary() const { return vocabulary_; }

  // The id of one symbol; Vocabulary::unknown if it has none.
  std::int32_t id(std::string_view symbol) const;
  // Appends the ids of a normalised text. `unknown`, if given, is told of each symbol that has none.
  void encode(std::string_view text, std::vector<std::int32_t>& ids, const Unknown& unknown = {}) const;
  // Normalises as the format says. Throws DataError if a text of characters is not UTF-8.
  std::string normalized(std::string_view text) const;
  // The bytes that a symbol puts into a text; none for special symbols.
  std::string_view bytes(std::int32_t id) const;

 private:
  RunningFormat format_;
  Vocabulary vocabulary_;
  std::array<std::int32_t, 256> id_of_byte_{};  // of symbols of one byte
  std::vector<std::string> bytes_;              // by id
};

// A symbol for each byte, named <0x00> to <0xFF>.
Vocabulary byte_vocabulary();

}  // namespace elman::text
