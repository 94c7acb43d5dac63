// How good a forecaster is on a file of series.
#pragma once

#include <string>
#include <vector>

#include "elman/tasks/forecaster.h"
#include "elman/tasks/report.h"

namespace elman::tasks {

// Scores of the next step, of a run on its own outputs and, if it is above 1, of the horizon, each beside persistence,
// seasonal persistence if there is a season, and the exact linear model; how many values its bands hold; forecasts from
// origins one after the other, if that is asked for; and what the errors of one step still know. Throws as
// reading does, and DataError if there is no row that can be scored.
Report report_on(const Forecaster& forecaster, const std::string& path, const SeriesEvaluation& evaluation,
                 const Tell& tell);
Report report_on(const Forecaster& forecaster, const std::vector<SeriesPart>& parts, std::size_t horizon,
                 std::size_t season, std::size_t backtest_origins = 0);

}  // namespace elman::tasks
