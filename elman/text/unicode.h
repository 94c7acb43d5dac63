// UTF-8 and Unicode: validity, normalisation, scalar values, grapheme clusters, how to show them. All of it takes time
// linear in the text.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "elman/fields.h"

namespace elman::text {

// Normalisation forms of Unicode Standard Annex 15; `none` leaves the text as it is.
enum class Normalization { nfc, nfd, none };

constexpr auto choices(Normalization) {
  return std::array{Choice<Normalization>{Normalization::nfc, "nfc"}, Choice<Normalization>{Normalization::nfd, "nfd"},
                    Choice<Normalization>{Normalization::none, "none"}};
}

// Offset of the first byte that is not part of well-formed UTF-8 (overlong forms, surrogates and values above U+10FFFF
// are not), or std::string_view::npos.
std::size_t find_invalid_utf8(std::string_view bytes);

// The functions below throw DataError with the position of the byte if the text is not UTF-8.
std::string normalize(std::string_view text, Normalization normalization);
std::vector<std::string> split_scalars(std::string_view text);
// Extended grapheme clusters (Unicode Standard Annex 29): what a reader takes for one character.
std::vector<std::string> split_graphemes(std::string_view text);

// Bytes of the scalar value that begins with that one, in a text that is UTF-8.
constexpr std::size_t bytes_of_character(char first) {
  const auto byte = static_cast<unsigned char>(first);
  return byte < 0xC0 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
}

// What a scalar value is in a text of words. Marks belong to the letters that they are on.
enum class CharacterClass { letter, digit, other };
struct Character {
  std::size_t bytes = 0;
  CharacterClass kind = CharacterClass::other;
};
// Of the scalar value that begins there. The text has to be UTF-8.
Character character_at(std::string_view text, std::size_t position);

// Whether there is a syllable of the Korean script, U+AC00 to U+D7A3, which NFD takes apart.
bool has_hangul(std::string_view text);

// Each scalar value in lower case, if it has one of its own (Unicode's simple mapping).
std::string lower_case(std::string_view text);

// Columns of a terminal that the text takes: two for wide characters (Chinese, Japanese, Korean), none for combining
// ones.
std::size_t display_width(std::string_view text);

// "U+0301", "U+0074 U+0361 U+0283".
std::string code_points(std::string_view text);
// A symbol for a message: 'a', 'é' (U+00E9), and only U+0301 if it is not visible by itself. Bytes that are not UTF-8
// are shown as 0xE9.
std::string display(std::string_view symbol);

// Why a scalar value is probably not intended in a text: "an invisible character", "a control character"; empty for
// others.
std::string suspicion(std::string_view scalar);

}  // namespace elman::text
