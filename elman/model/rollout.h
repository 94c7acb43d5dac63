// Steps of a forecaster, one after the other.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "elman/data/delays.h"
#include "elman/model/forecaster.h"

namespace elman::model {

using SeriesValues = data::ScaledSeries<Scalar>;

// The first row that can be forecast: all that is read for it, context included, is there.
std::size_t first_row(const Forecaster& forecaster);

// What a forecaster says of some steps.
struct SteppedValues {
  std::vector<Scalar> values;     // (steps, targets)
  std::vector<Scalar> quantiles;  // (steps, targets, quantiles), ascending; of a forecaster that has them
};

// Forecasts of rows begin .. end from the true values before each of them. A recurrent forecaster has read up to
// warm_up steps before. Throws UsageError if begin is before first_row().
SteppedValues one_step(const Forecaster& forecaster, const SeriesValues& series, std::size_t begin, std::size_t end);

// Quantiles of one value, made to ascend from the median outwards: if two of them cross, the one further out is moved.
template <class Number>
void make_ascend(std::span<Number> quantiles, std::size_t median) {
  for (std::size_t q = median; q > 0; --q) quantiles[q - 1] = std::min(quantiles[q - 1], quantiles[q]);
  for (std::size_t q = median + 1; q < quantiles.size(); ++q) quantiles[q] = std::max(quantiles[q], quantiles[q - 1]);
}

// From each origin, that many steps, each reading the forecasts of those before it instead of the true values: all
// steps of the first origin, then those of the next. Inputs are those of the series, which has to have rows of them for
// all that is read. Throws UsageError for an origin before first_row().
SteppedValues roll_out(const Forecaster& forecaster, const SeriesValues& series, std::span<const std::size_t> origins,
                       std::size_t steps);

}  // namespace elman::model
