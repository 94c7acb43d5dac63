// Small forecasters and series, for tests of the model and the task.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "elman/model/forecaster.h"
#include "elman/model/rollout.h"

namespace elman::test {

// Every kind, of one and several layers, with and without a shortcut, with two targets and an input.
std::vector<model::ForecasterOptions> all_kinds_of_forecasters();
std::string describe(const model::ForecasterOptions& options);

// Random numbers in the columns of such a forecaster.
model::SeriesValues random_series(const model::ForecasterOptions& options, std::size_t rows, std::uint64_t seed);

// A nonlinear system with a known law, y(t) = 0.6 y(t-1) - 0.3 y(t-2) + u(t-1) + 0.4 y(t-1) u(t-1) - 0.2 u(t-1)^3,
// driven by random steps, as a table "t,u,y".
std::string known_system(std::size_t rows, std::uint64_t seed);

}  // namespace elman::test
