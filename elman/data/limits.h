// Values that a column does not pass.
#pragma once

#include <limits>
#include <span>
#include <string>

#include "elman/data/scaling.h"

namespace elman::data {

// Such as 0 and 100 of a percentage, or the level at which a tank overflows. Infinite if there is none.
struct Limits {
  double lower = -std::numeric_limits<double>::infinity();
  double upper = std::numeric_limits<double>::infinity();

  bool any() const { return lower > Limits().lower || upper < Limits().upper; }
  double limited(double value) const { return value < lower ? lower : value > upper ? upper : value; }
  Limits scaled(const Scale& scale) const { return {.lower = scale.scaled(lower), .upper = scale.scaled(upper)}; }
};

// The smallest and the largest value, each if the column stays there: if it is more than one row in two hundred, more
// than four rows, at least three in a row somewhere, and three times as many rows as any of the three values next to
// it. Otherwise none. Columns of fewer than ten different values have none. Rows in order of time; series one after the
// other.
Limits find_limits(std::span<const double> values);

// "0..10", "0.." or "..10". Throws UsageError that begins with `what` for anything else.
Limits parse_limits(const std::string& text, const std::string& what);

// As parse_limits reads it, with the shortest text of each number; "none" if there are none.
std::string text_of(const Limits& limits);

}  // namespace elman::data
