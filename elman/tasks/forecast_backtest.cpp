#include "elman/tasks/forecast_backtest.h"

#include <algorithm>
#include <memory>

#include "elman/nn/initializer.h"
#include "elman/tasks/forecast_fitting.h"

namespace elman::tasks {

namespace {

struct Origin {
  std::size_t series = 0;
  std::size_t row = 0;
};

std::vector<Origin> origins_of(const std::vector<SeriesPart>& parts, const BacktestPlan& plan) {
  std::vector<Origin> possible;
  for (std::size_t s = 0; s < parts.size(); ++s) {
    for (std::size_t row = std::max(parts[s].begin, plan.first); row + plan.horizon <= parts[s].end; ++row) {
      possible.push_back({s, row});
    }
  }
  const std::size_t count = std::min(plan.origins, possible.size());
  std::vector<Origin> origins;
  for (std::size_t i = 1; i <= count; ++i) origins.push_back(possible[i * possible.size() / count - 1]);
  return origins;
}

// The same model with weights from these rows.
std::unique_ptr<model::Forecaster> refitted(const model::Forecaster& forecaster, const std::vector<SeriesPart>& known) {
  auto again = std::make_unique<model::Forecaster>(forecaster.options(), nn::Initializer::zeros());
  if (forecaster.options().kind == model::ForecasterKind::linear) {
    const LinearFit fit = fit_linear(known, forecaster.options());
    again->begin_as(fit.weight, fit.bias);
  } else {
    again->set_weights(fit_terms(known, forecaster.options()));
  }
  return again;
}

}  // namespace

ComparedForecasts backtest(const Forecaster& forecaster, const std::vector<SeriesPart>& parts,
                           const BacktestPlan& plan) {
  const SeriesScaling& scaling = forecaster.coding().scaling;
  const ForecastPlan one{.purpose = Purpose::horizon, .horizon = plan.horizon, .most_origins = 1};
  std::vector<SeriesPart> known = parts;  // what has come at an origin
  for (SeriesPart& part : known) {
    part.end = part.begin;
    part.begin = 0;
  }
  ComparedForecasts all;
  for (const Origin& origin : origins_of(parts, plan)) {
    SeriesPart& own = known[origin.series];
    const std::size_t known_before = own.end;
    own.end = origin.row;
    const auto forecasts = [&](const model::Forecaster& network, const std::vector<SeriesPart>& window) {
      if (!model::is_solved(network.options().kind)) return forecasts_of(network, window, scaling, one);
      return forecasts_of(*refitted(network, known), window, scaling, one);
    };
    std::vector<SeriesPart> window{parts[origin.series]};
    window.front().begin = origin.row;
    window.front().end = origin.row + plan.horizon;
    append(forecasts(forecaster.network(), window), all.own);
    if (forecaster.floor() != nullptr) append(forecasts(*forecaster.floor(), window), all.linear);
    append(naive_forecasts(window, scaling, one, 1, plan.first), all.persistence);
    if (plan.season > 1) append(naive_forecasts(window, scaling, one, plan.season, plan.first), all.seasonal);
    own.end = known_before;
  }
  return all;
}

}  // namespace elman::tasks
