// Forecasts from one origin after the other, as they would have been made at the time.
#pragma once

#include <cstddef>
#include <vector>

#include "elman/tasks/forecaster.h"

namespace elman::tasks {

struct BacktestPlan {
  std::size_t origins =
      10;  // at most, of all series together, evenly spaced; the last one's horizon ends with the series
  std::size_t horizon = 1;  // steps from each
  std::size_t season = 0;   // for seasonal persistence; 0: none
  std::size_t first = 1;    // no origin comes earlier
};

// Rows part.begin .. part.end are forecast. What is found by least squares is found anew at each origin from all rows
// before it and, of other series, from the rows before their part; its delays and terms stay. Networks stay as they
// are.
ComparedForecasts backtest(const Forecaster& forecaster, const std::vector<SeriesPart>& parts,
                           const BacktestPlan& plan);

}  // namespace elman::tasks
