// Steps of a forecaster, one after the other.
#pragma once

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

// Forecasts of rows begin .. end from the true values before each of them, (rows, targets). A recurrent forecaster has
// read up to warm_up steps before. Throws UsageError if begin is before first_row().
std::vector<Scalar> one_step(const Forecaster& forecaster, const SeriesValues& series, std::size_t begin,
                             std::size_t end);

// From each origin, that many steps, each reading the forecasts of those before it instead of the true values:
// (origins, steps, targets). Inputs are those of the series, which has to have rows of them for all that is read.
// Throws UsageError for an origin before first_row().
std::vector<Scalar> roll_out(const Forecaster& forecaster, const SeriesValues& series,
                             std::span<const std::size_t> origins, std::size_t steps);

}  // namespace elman::model
