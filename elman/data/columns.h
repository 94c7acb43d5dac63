// Which column of a TSV file has which role.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "elman/data/pair_format.h"

namespace elman::data {

// With neither names nor header, two columns are source, target and three are source, features, target.
struct ColumnOptions {
  std::vector<std::string> names = {};  // in file order, one per column; e.g. {"lemma", "features", "form"}
  bool header = false;                  // the file's first line names the columns
  // The name of the column with each role, in any case. If empty: source, lemma, word, input, spelling; features, tags;
  // target, form, phones, output, pronunciation, pron; and if none of these is there graphemes, orthography; phonemes,
  // ipa, transcription, transliteration. A column of features is optional unless it is named here; other columns are
  // ignored.
  std::string source = {};
  std::string features = {};
  std::string target = {};
  std::optional<PairFormat> format = {};  // of the lines; with_format() finds it, and without one it is tsv
};

// The index of the column with each role, from 0.
struct Columns {
  static constexpr std::size_t absent = static_cast<std::size_t>(-1);
  std::size_t count = 2;
  std::size_t source = 0;
  std::size_t features = absent;
  std::size_t target = 1;
  bool chosen = false;  // from the number of columns, not from names or a format
};

// "a,b,c" -> a, b, c, spaces around names dropped. For command lines.
std::vector<std::string> parse_column_names(std::string_view list);

// The columns of a file with these column names. Throws UsageError, which begins with the file's name, if a column is
// missing, occurs twice, or has two roles.
Columns find_columns(const std::vector<std::string>& names, const ColumnOptions& options, std::string_view file);

// Whether a line with these fields names the columns of source and target.
bool are_column_names(const std::vector<std::string>& fields);

// "column 1 source, column 2 features, column 3 target", with "(chosen from the number of columns)" if so.
std::string describe(const Columns& columns);

}  // namespace elman::data
