// What held-out series say of delays and terms.
#pragma once

#include <memory>
#include <vector>

#include "elman/model/forecaster.h"
#include "elman/tasks/forecast_scores.h"
#include "elman/tasks/series_corpus.h"

namespace elman::tasks {

// Series to learn from, and those that decide.
struct FitData {
  const std::vector<SeriesPart>& train;
  const std::vector<SeriesPart>& dev;
  const SeriesScaling& scaling;
  ForecastPlan plan;  // the forecasts of dev that decide
};

// Delays 1 .. n and input delays 0 .. n - 1 of the shortest exact linear model that is within 2 % of the best on dev.
data::Delays choose_delays(const FitData& data);

// The exact linear model.
std::unique_ptr<model::Forecaster> solved_linear(const FitData& data, model::ForecasterOptions options);

// The polynomial with the fewest terms that is within 2 % of the best on dev.
std::unique_ptr<model::Forecaster> solved_polynomial(const FitData& data, model::ForecasterOptions options);

// "1..12", "0..3" or "none".
std::string text_of_delays(const std::vector<int>& delays);

}  // namespace elman::tasks
