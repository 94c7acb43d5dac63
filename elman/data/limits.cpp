#include "elman/data/limits.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <map>

#include "elman/error.h"
#include "elman/fields.h"
#include "elman/printable.h"

namespace elman::data {

namespace {

constexpr std::size_t least_different = 10;
constexpr std::size_t least_rows = 5;
constexpr std::size_t least_in_a_row = 3;
constexpr std::size_t rows_for_one = 200;  // of so many rows more than one is at a limit
constexpr std::size_t neighbours = 3;
constexpr std::size_t times_as_many = 3;

std::size_t longest_run(std::span<const double> values, double value) {
  std::size_t longest = 0;
  std::size_t run = 0;
  for (const double other : values) {
    run = other == value ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  return longest;
}

// An iterator over values and how many rows have them, from the extreme inwards.
template <class Iterator>
bool stays_at(Iterator extreme, std::span<const double> values) {
  const auto [value, rows] = *extreme;
  if (rows < least_rows || rows * rows_for_one < values.size()) return false;
  for (std::size_t i = 0; i < neighbours; ++i) {
    if ((++extreme)->second * times_as_many > rows) return false;
  }
  return longest_run(values, value) >= least_in_a_row;
}

}  // namespace

Limits find_limits(std::span<const double> values) {
  std::map<double, std::size_t> rows_of_value;
  for (const double value : values) ++rows_of_value[value];
  Limits limits;
  if (rows_of_value.size() < least_different) return limits;
  if (stays_at(rows_of_value.begin(), values)) limits.lower = rows_of_value.begin()->first;
  if (stays_at(rows_of_value.rbegin(), values)) limits.upper = rows_of_value.rbegin()->first;
  return limits;
}

Limits parse_limits(const std::string& text, const std::string& what) {
  const auto refuse = [&] {
    throw UsageError(what + " is " + in_quotes(text) +
                     ", expected a smaller and a larger number such as 0..10, or one of them: 0.. or ..10");
  };
  const std::size_t dots = text.find("..");
  if (dots == std::string::npos || text.size() == 2) refuse();
  Limits limits;
  if (dots > 0) parse_number(what, text.substr(0, dots), limits.lower);
  if (dots + 2 < text.size()) parse_number(what, text.substr(dots + 2), limits.upper);
  if (!limits.any() || !(limits.lower < limits.upper)) refuse();
  return limits;
}

std::string text_of(const Limits& limits) {
  if (!limits.any()) return "none";
  return (std::isinf(limits.lower) ? "" : text_of_number(limits.lower)) + ".." +
         (std::isinf(limits.upper) ? "" : text_of_number(limits.upper));
}

}  // namespace elman::data
