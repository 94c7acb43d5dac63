// What held-out series say of delays and terms.
#pragma once

#include <memory>
#include <string>
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

// Delays of the exact linear model that reads the fewest of them and is within 2 % of the best on dev: 1 .. n and, for
// each season, also those about it and about two of it, or all up to it; of inputs 0 .. n - 1.
data::Delays choose_delays(const FitData& data, const std::vector<int>& seasons);

// linear, or polynomial of degree 2 or 3 (options.degree, if has_degree), over the delays of the options: the simplest
// that is within 2 % of the best on dev.
struct KindChoice {
  model::ForecasterKind kind = model::ForecasterKind::linear;
  int degree = 0;
  std::string reason;  // for people: the dev scores of all
};
KindChoice choose_kind(const FitData& data, const model::ForecasterOptions& options, bool has_degree);

// The exact linear model.
std::unique_ptr<model::Forecaster> solved_linear(const FitData& data, model::ForecasterOptions options);

// The polynomial with the fewest terms that is within 2 % of the best on dev.
std::unique_ptr<model::Forecaster> solved_polynomial(const FitData& data, model::ForecasterOptions options);

// "1..12", "0..3" or "none".
std::string text_of_delays(const std::vector<int>& delays);

}  // namespace elman::tasks
