#include "elman/data/scaling.h"

#include <algorithm>
#include <cmath>

#include "elman/error.h"

namespace elman::data {

Scale fit_scale(std::span<const double> values, ScalingKind kind, const std::string& what) {
  const auto [smallest, largest] = std::minmax_element(values.begin(), values.end());
  if (values.empty() || *smallest == *largest) {
    throw DataError(what + ": found " + (values.empty() ? "no values" : "the same value in every row to learn from") +
                    ", expected values that change; leave the column out, or let the training part be longer");
  }
  if (kind == ScalingKind::none) return {};
  if (kind == ScalingKind::min_max) return {.offset = *smallest, .factor = *largest - *smallest};
  const auto count = static_cast<double>(values.size());
  double mean = 0;
  for (const double value : values) mean += value / count;
  double variance = 0;
  for (const double value : values) variance += (value - mean) * (value - mean) / count;
  const double deviation = std::sqrt(variance);
  if (deviation > 0) return {.offset = mean, .factor = deviation};
  return {.offset = *smallest, .factor = *largest - *smallest};  // they differ by less than the mean resolves
}

}  // namespace elman::data
