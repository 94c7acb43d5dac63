// Layouts that files of pairs have.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "elman/data/cells.h"
#include "elman/fields.h"
#include "elman/text/line_reader.h"

namespace elman::data {

// tsv: columns between tabs. csv: between commas, semicolons or tabs, perhaps in quotes (RFC 4180). cmudict: a word,
// its phones, comments after # and ;;;, "(2)" behind a word's second pronunciation. mfa: a word, probabilities, its
// phones (the Montreal Forced Aligner's). ipa-dict: a word TAB /a/, /b/. wikipron: a word TAB phones ~ other phones.
// unimorph: lemma TAB form TAB features.
enum class PairFormat { tsv, csv, cmudict, mfa, ipa_dict, wikipron, unimorph };

constexpr auto choices(PairFormat) {
  return std::array{
      Choice<PairFormat>{PairFormat::tsv, "tsv"},           Choice<PairFormat>{PairFormat::csv, "csv"},
      Choice<PairFormat>{PairFormat::cmudict, "cmudict"},   Choice<PairFormat>{PairFormat::mfa, "mfa"},
      Choice<PairFormat>{PairFormat::ipa_dict, "ipa-dict"}, Choice<PairFormat>{PairFormat::wikipron, "wikipron"},
      Choice<PairFormat>{PairFormat::unimorph, "unimorph"}};
}

// How it is read, for people: "a word, then its phones; comments and (2) are left out".
std::string_view explanation(PairFormat format);

// Whether a word and its phones are all that a line has, so that no columns can be named.
bool is_dictionary(PairFormat format);

// The columns of lines.
class LineSplitter {
 public:
  explicit LineSplitter(PairFormat format) : format_(format) {}

  // Of a line that is not empty; valid until the next call. None for a comment. Throws DataError for quotes that do not
  // match, and for a dictionary's line without phones.
  const std::vector<Cell>& split(const text::Line& line);

 private:
  void split_dictionary(const text::Line& line);

  PairFormat format_;
  std::optional<CellSplitter> cells_of_csv_;
  std::vector<Cell> cells_;
};

// The targets that a field of a target stands for: of ipa-dict and wikipron one or several, else the field itself.
// Views into it.
std::vector<std::string_view> targets_in(std::string_view field, PairFormat format);

// "word" of "word(2)"; the text itself if it has no such number.
std::string_view without_variant(std::string_view word);
// Where a comment begins in a dictionary's line; its size if there is none.
std::size_t comment_begin(std::string_view line);

}  // namespace elman::data
