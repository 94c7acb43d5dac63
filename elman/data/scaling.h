// Columns brought to one scale.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "elman/fields.h"

namespace elman::data {

enum class ScalingKind { standard, min_max, none };
constexpr auto choices(ScalingKind) {
  return std::array{Choice<ScalingKind>{ScalingKind::standard, "standard"},
                    Choice<ScalingKind>{ScalingKind::min_max, "min-max"},
                    Choice<ScalingKind>{ScalingKind::none, "none"}};
}

// scaled = (value - offset) / factor.
struct Scale {
  double offset = 0;
  double factor = 1;

  double scaled(double value) const { return (value - offset) / factor; }
  double original(double value) const { return value * factor + offset; }
};

// Of the values of one column: mean and standard deviation (standard), or smallest value and range (min-max). Throws
// DataError that begins with `what` if they are all the same.
Scale fit_scale(std::span<const double> values, ScalingKind kind, const std::string& what);

}  // namespace elman::data
