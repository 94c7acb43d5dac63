// The cells of a line of delimited text.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "elman/text/line_reader.h"

namespace elman::data {

struct Cell {
  std::string_view text;   // without quotes and the spaces around it; valid until the next line is split
  std::size_t offset = 0;  // in the line, in bytes
};

// Splits lines; keeps what quoted cells with quotes in them hold.
class CellSplitter {
 public:
  explicit CellSplitter(char separator) : separator_(separator) {}

  // Throws DataError for a quote without its second one, and for text after that.
  const std::vector<Cell>& split(const text::Line& line);

 private:
  std::size_t quoted(const text::Line& line, std::size_t begin);
  std::size_t plain(const text::Line& line, std::size_t begin);

  char separator_;
  std::vector<Cell> cells_;
  std::vector<std::string> unquoted_;
};

// NaN for a missing one (empty, NA, NaN, null, ?). Throws DataError for what is no number, or too large.
double number_in(const Cell& cell, const text::Line& line, bool decimal_comma);
// Whether the cell is a number, or a missing one.
bool is_number(std::string_view text, bool decimal_comma);

}  // namespace elman::data
