// Series gone on with, or run from their inputs.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "elman/tasks/forecaster.h"

namespace elman::tasks {

// One step, in original units, a value for each target.
struct ForecastStep {
  std::string label;  // when it is; empty if that is not known
  std::vector<double> value;
  std::vector<double> lower;  // edges of the band; none in a simulation
  std::vector<double> upper;
  std::vector<double> quantiles;  // (targets, quantiles) of a forecaster that has them
  std::vector<double> truth;      // if the file has it
};

struct SeriesForecast {
  std::string name;                       // empty if there is one series
  std::vector<std::vector<double>> past;  // [row][target] before the first step
  std::vector<ForecastStep> steps;
};

struct ForecastRequest {
  std::string path;
  std::size_t steps = 10;
  std::string inputs_ahead = {};  // a table of the inputs in the steps to come
};

// Goes on where each series of the file ends. Throws as reading does; UsageError if the steps read inputs that nobody
// gives; DataError for series that are shorter than what the first step reads.
std::vector<SeriesForecast> forecast(const Forecaster& forecaster, const ForecastRequest& request, const Tell& tell);

// Runs the forecaster through each series of the file on its own outputs. The first `initial` rows are read as they
// are (0: as many as the network reads and warms up on). If the file has no targets, what scales to zero is read
// instead: with standard scaling their mean in training. Throws as reading does; UsageError for fewer rows than the
// network reads; DataError for series that have no row after these.
std::vector<SeriesForecast> simulate(const Forecaster& forecaster, const std::string& path, std::size_t initial,
                                     const Tell& tell);

}  // namespace elman::tasks
