// Arrays that NumPy has saved (its format .npy, versions 1 to 3).
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "elman/text/text_file.h"

namespace elman::data {

struct NumberArray {
  std::size_t rows = 0;
  std::size_t columns = 0;
  std::vector<double> values;  // row by row

  double at(std::size_t row, std::size_t column) const { return values[row * columns + column]; }
};

// An array with one axis (one column) or two (rows, columns), of integers or floats in the machine's order of bytes.
// Throws IoError if the file cannot be read, DataError for anything else, for infinite numbers and for such beyond
// largest_number (elman/data/table.h). NaN is read as it is.
NumberArray read_npy(const text::TextFile& from);

}  // namespace elman::data
