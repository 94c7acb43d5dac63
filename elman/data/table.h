// Tables of numbers: delimited text with names in its first line (CSV, RFC 4180), or an array that NumPy has saved.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "elman/data/npy.h"
#include "elman/fields.h"
#include "elman/text/text_file.h"

namespace elman::data {

enum class Separator { automatic, comma, semicolon, tab };
constexpr auto choices(Separator) {
  return std::array{Choice<Separator>{Separator::automatic, "auto"}, Choice<Separator>{Separator::comma, "comma"},
                    Choice<Separator>{Separator::semicolon, "semicolon"}, Choice<Separator>{Separator::tab, "tab"}};
}

struct TableOptions {
  Separator separator = Separator::automatic;  // a tab, a semicolon or a comma: the first that the first line has
  bool decimal_comma = false;                  // numbers are written 3,5
};

// Columns that were asked for, in that order.
struct Table {
  std::vector<std::vector<double>> numbers;     // [column][row]; NaN where a cell is empty, NA, NaN, null or ?
  std::vector<std::vector<std::string>> texts;  // [column][row]
  std::vector<std::size_t> lines;               // [row], from 1; of an array, its rows

  std::size_t rows() const { return lines.size(); }
};

// The largest number that is read: sums of squares of a whole column have to be numbers still.
constexpr double largest_number = 1e100;

// A file whose first line has been read. Cells are separated by one character; spaces around them are dropped; a cell
// in quotes may have separators in it, and quotes written twice, but no line break. A first line of numbers alone is a
// row: then the columns have no names but 1, 2, .... Byte order mark and CR are dropped, as are empty lines at the end.
// A file that ends in .npy is an array of numbers with one or two axes, rows first.
class TableFile {
 public:
  // The file has to outlive it. Throws IoError if it cannot be read, DataError for an empty file, for what is not
  // UTF-8, for names that are empty or occur twice, and for what is no array of NumPy's.
  explicit TableFile(const text::TextFile& file, const TableOptions& options = {});

  const std::string& path() const { return file_.path(); }
  const std::vector<std::string>& names() const { return names_; }
  // Throws UsageError that lists the names if there is no such column; `option` says what asked for it.
  std::size_t column(std::string_view name, std::string_view option) const;

  // Throws DataError ("file:line:column: ...") for rows of another number of cells, cells that are no numbers, numbers
  // beyond largest_number, empty lines between rows, lines of more than 16 MiB, and if there are no rows.
  Table read(std::span<const std::size_t> numbers, std::span<const std::size_t> texts = {}) const;

 private:
  const text::TextFile& file_;
  TableOptions options_;
  std::vector<std::string> names_;
  char separator_ = ',';
  bool named_ = false;
  std::optional<NumberArray> array_;  // of NumPy's
};

}  // namespace elman::data
