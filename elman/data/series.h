// Series of measurements over evenly spaced steps of time.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "elman/data/table.h"
#include "elman/fields.h"

namespace elman::data {

enum class MissingValues { refuse, interpolate, forward, drop };
constexpr auto choices(MissingValues) {
  return std::array{Choice<MissingValues>{MissingValues::refuse, "error"},
                    Choice<MissingValues>{MissingValues::interpolate, "interpolate"},
                    Choice<MissingValues>{MissingValues::forward, "forward"},
                    Choice<MissingValues>{MissingValues::drop, "drop"}};
}

// Columns by their names.
struct SeriesColumns {
  std::vector<std::string> targets = {};  // none: the last column
  bool inputs_alone = false;              // no targets are read
  std::vector<std::string> inputs = {};
  std::string time = {};    // none: the first column, unless it has another role; "none": there is none
  std::string series = {};  // whose series a row belongs to; none: all rows are one
};

struct SeriesOptions {
  SeriesColumns columns = {};
  TableOptions table = {};
  MissingValues missing = MissingValues::refuse;
};

struct Series {
  std::string name;                 // empty if all rows are one
  std::vector<std::string> labels;  // of each row: when it was; none without a column of time
  std::vector<std::size_t> lines;   // of each row, in the file
  std::vector<double> targets;      // (rows, columns)
  std::vector<double> inputs;       // (rows, columns)

  std::size_t rows() const { return lines.size(); }
};

struct SeriesSet {
  std::string path;
  SeriesColumns columns;  // as they were found
  std::vector<Series> series;
  std::vector<std::string> notices;  // gaps in time, what was filled in
};

// Throws as TableFile does; UsageError for a column that is missing or has two roles; DataError for values that are
// missing (unless options.missing says what to do), for times out of order, and for a series that leaves off and goes
// on after another one.
SeriesSet read_series(const text::TextFile& file, const SeriesOptions& options);

// "a, b" -> a, b.
std::vector<std::string> parse_names(std::string_view list);
std::string joined(const std::vector<std::string>& names);

}  // namespace elman::data
