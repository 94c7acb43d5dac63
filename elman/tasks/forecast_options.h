// What users say of their series, and of what they want forecast.
#pragma once

#include <array>
#include <optional>
#include <string>

#include "elman/data/scaling.h"
#include "elman/data/series.h"
#include "elman/fields.h"

namespace elman::tasks {

// What a forecaster will be used for, and so which dev score decides: the next step from true values, a run on its own
// outputs, or some steps ahead of true values.
enum class Purpose { one_step, free_run, horizon };
constexpr auto choices(Purpose) {
  return std::array{Choice<Purpose>{Purpose::one_step, "one-step"}, Choice<Purpose>{Purpose::free_run, "free-run"},
                    Choice<Purpose>{Purpose::horizon, "horizon"}};
}

enum class ForecastLoss { squared, absolute, huber };
constexpr auto choices(ForecastLoss) {
  return std::array{Choice<ForecastLoss>{ForecastLoss::squared, "squared"},
                    Choice<ForecastLoss>{ForecastLoss::absolute, "absolute"},
                    Choice<ForecastLoss>{ForecastLoss::huber, "huber"}};
}

struct ForecastOptions {
  std::string target = {};  // names, separated by commas
  std::string inputs = {};
  std::string time = {};
  std::string series = {};
  data::Separator separator = data::Separator::automatic;
  bool decimal_comma = false;
  data::MissingValues missing = data::MissingValues::refuse;
  data::ScalingKind scaling = data::ScalingKind::standard;
  std::string limits = "auto";  // or none, or of each target as data::parse_limits reads it
  std::string split = "80/20";
  bool refit = false;
  std::optional<Purpose> purpose = {};  // none: horizon if that is more than one step, else one_step
  int horizon = 1;
  int season = 0;
  ForecastLoss loss = ForecastLoss::squared;
  int refine = 0;
  int refine_steps = 100;
  int bptt_steps = 64;
  double band = 0.9;
};
Fields fields(ForecastOptions& options);

// What is asked of a file of series.
struct SeriesEvaluation {
  std::string split = {};  // the last part alone is scored; empty: all rows are
  int horizon = 0;         // 0: the model's
  int season = 0;          // 0: the model's
  int skip = 0;            // rows at the beginning that are only read
  int backtest = 0;        // origins from which forecasts of the horizon are made one after the other; 0: none
};
Fields fields(SeriesEvaluation& evaluation);

data::SeriesOptions reading_of(const ForecastOptions& options);
Purpose purpose_of(const ForecastOptions& options);

}  // namespace elman::tasks
