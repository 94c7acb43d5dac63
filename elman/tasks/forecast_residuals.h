// What the errors of a forecaster still know.
#pragma once

#include <vector>

#include "elman/tasks/forecaster.h"
#include "elman/tasks/report.h"

namespace elman::tasks {

// Of the errors of one step, for each target: their autocorrelation at lags 1 to 25, and their correlation with each
// input so many steps before, lags 0 to 25. Limits are 1.96 / sqrt(n): of errors that know nothing, 95 % of the values
// are within (Ljung 1999, section 16.6). None if there are not more than 50 rows.
std::vector<Correlogram> residual_correlations(const Forecaster& forecaster, const std::vector<SeriesPart>& parts);

}  // namespace elman::tasks
