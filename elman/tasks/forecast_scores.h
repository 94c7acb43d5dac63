// How far forecasts are from what came.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "elman/model/forecaster.h"
#include "elman/tasks/forecast_options.h"
#include "elman/tasks/series_corpus.h"

namespace elman::tasks {

// What came and what was forecast, in original units, for each target.
struct Forecasts {
  std::vector<std::vector<double>> truth;  // [target][forecast]
  std::vector<std::vector<double>> value;
  std::vector<std::vector<double>> quantiles;  // [target * count + quantile][forecast], of a forecaster that has them
};

// Which forecasts are made of the rows of parts.
struct ForecastPlan {
  Purpose purpose = Purpose::one_step;
  std::size_t horizon = 1;         // steps ahead, for that purpose
  bool last_alone = false;         // of a horizon its last step alone, not all steps
  std::size_t most_origins = 200;  // for a horizon: of more, evenly spaced ones are taken
};

// By a forecaster. Rows before the first that it can forecast are left out.
Forecasts forecasts_of(const model::Forecaster& forecaster, const std::vector<SeriesPart>& parts,
                       const SeriesScaling& scaling, const ForecastPlan& plan);
// Each value is what it was `lag` steps before, or a whole number of such lags if that is not known yet at the origin.
// The same forecasts as of a forecaster whose first row is `first`.
Forecasts naive_forecasts(const std::vector<SeriesPart>& parts, const SeriesScaling& scaling, const ForecastPlan& plan,
                          std::size_t lag, std::size_t first);

// Forecasts of the same rows side by side; empty ones are not there.
struct ComparedForecasts {
  Forecasts own;
  Forecasts linear;
  Forecasts persistence;
  Forecasts seasonal;
};
void append(const Forecasts& more, Forecasts& forecasts);

struct Accuracy {
  std::size_t count = 0;
  double rmse = 0;
  double mae = 0;
  double mase = 0;  // mae over that of the naive forecast in the training part (Hyndman & Koehler 2006)
  double r2 = 0;
  double nmse = 0;  // mean squared error over the variance of what came; ARV in the literature on sunspots
  double ndei = 0;  // its root (Lapedes & Farber 1987)
};
Accuracy accuracy_of(std::span<const double> truth, std::span<const double> value, const ColumnScale& column);

// Root mean square of the errors, in percent of the standard deviation in the training part, over all targets. A large
// number if they are not finite.
double relative_error(const Forecasts& forecasts, const SeriesScaling& scaling);

// Mean pinball loss (Koenker & Bassett 1978) over the quantiles and targets, in percent of the standard deviation in
// the training part. A large number if they are not finite.
double quantile_error(const Forecasts& forecasts, const std::vector<double>& quantiles, const SeriesScaling& scaling);

// For each target and each number of steps ahead, how far from a forecast the share `level` of held-out values was: a
// band that holds that share of values to come, if they are like those (split conformal prediction: Vovk, Gammerman &
// Shafer 2005; Lei et al. 2018). Of a forecaster with quantiles, what has to be added to each of them but the median,
// so that its share of held-out values is below it (after Romano, Patterson & Candes 2019).
struct Bands {
  double level = 0.9;
  std::size_t steps = 0;
  std::vector<double> quantiles;  // of each target
  std::vector<double> margin;     // (targets, steps) or (targets, quantiles, steps), in original units

  // Of step `ahead` from 1; the last one beyond that.
  double at(std::size_t row, std::size_t ahead) const;
  // The quantiles of a target as they are told: moved, and still ascending.
  std::vector<double> moved(std::size_t target, std::size_t ahead, std::vector<double> quantiles) const;
};
// As they are told of the i-th forecast of a target, `ahead` steps from its origin.
std::vector<double> told_quantiles(const Forecasts& forecasts, const Bands& bands, std::size_t target, std::size_t i,
                                   std::size_t ahead);
// The edges of the band about the i-th forecast of a target.
struct Band {
  double lower = 0;
  double upper = 0;
};
Band band_of(const Forecasts& forecasts, const Bands& bands, std::size_t target, std::size_t i, std::size_t ahead);
Bands measure_bands(const model::Forecaster& forecaster, const std::vector<SeriesPart>& held_out,
                    const SeriesScaling& scaling, double level, std::size_t steps);

}  // namespace elman::tasks
