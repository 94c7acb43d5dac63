// Which column of a TSV file plays which part.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace elman::data {

// With neither names nor header, two columns are source, target and three are source, features, target.
struct ColumnOptions {
  std::vector<std::string> names = {};  // in file order, one a column; e.g. {"lemma", "features", "form"}
  bool header = false;                  // the file's first line names the columns
  // Which name plays which part. Empty: source, lemma, word, input; features, tags; target, form, phones, output.
  // A file without a column of features has none unless this asks for it; other columns are ignored.
  std::string source = {};
  std::string features = {};
  std::string target = {};
};

// The parts, as indices from 0.
struct Columns {
  static constexpr std::size_t absent = static_cast<std::size_t>(-1);
  std::size_t count = 2;
  std::size_t source = 0;
  std::size_t features = absent;
  std::size_t target = 1;
  bool chosen = false;  // from the number of columns alone
};

// "a,b,c" -> a, b, c, spaces around names dropped. For command lines.
std::vector<std::string> parse_column_names(std::string_view list);

// The parts in a file whose lines have these names. `where` begins the message. Throws UsageError where a name is not
// there, is there twice, or plays two parts.
Columns find_columns(const std::vector<std::string>& names, const ColumnOptions& options, std::string_view where);

// "column 1 source, column 2 features, column 3 target", with "(chosen from the number of columns)" where so.
std::string describe(const Columns& columns);

}  // namespace elman::data
