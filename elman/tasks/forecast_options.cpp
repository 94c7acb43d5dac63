#include "elman/tasks/forecast_options.h"

namespace elman::tasks {

Fields fields(ForecastOptions& options) {
  return {
      {"target", options.target, "columns to forecast, by name; the last column if not given"},
      {"inputs", options.inputs, "columns that are known also for the steps that are forecast"},
      {"time", options.time, "column that says when a row was; the first if it has no other role; none"},
      {"series", options.series, "column that says whose series a row belongs to, if there are several"},
      {"separator", options.separator, "between cells: comma, semicolon or tab; auto: as the first line has it"},
      {"decimal-comma", options.decimal_comma, "numbers are written 3,5"},
      {"missing", options.missing, "what to do about missing values: error, interpolate, forward or drop"},
      {"scaling", options.scaling, "standard, min-max or none; fitted on the training part"},
      {"limits", options.limits,
       "values that forecasts do not pass, such as 0..100 or 0..; auto: where a target stays at its smallest or "
       "largest "
       "value; none"},
      {"split", options.split,
       "shares of each series in order of time, train/dev or train/dev/test; or when dev begins and when test does, "
       "such as 1921,1956"},
      {"refit", options.refit,
       "once dev has chosen delays and terms, learn from dev as well; its scores are then no measure any more"},
      {"for", options.purpose,
       "which dev score decides: one-step, free-run or horizon; auto: horizon if it is above 1"},
      Field("horizon", options.horizon, "steps ahead that are forecast").between(1, 10'000),
      Field("season", options.season, "steps of a season, for the seasonal forecast beside the others (0: none)")
          .between(0, 100'000),
      {"loss", options.loss, "squared, absolute or huber"},
      Field("refine", options.refine, "of all epochs, the last N learn from runs on the network's own outputs")
          .between(0, 1'000'000'000),
      Field("refine-steps", options.refine_steps, "steps of such a run").between(1, 10'000),
      Field("bptt-steps", options.bptt_steps, "recurrent: steps that gradients go back; the state goes on")
          .between(1, 10'000),
      Field("band", options.band, "share of values that the band of a forecast is to hold").inside(0, 1),
  };
}

Fields fields(SeriesEvaluation& evaluation) {
  return {
      {"split", evaluation.split, "score the last part alone, such as 80/20, or from a time on, such as 1956"},
      Field("horizon", evaluation.horizon, "steps ahead that are scored (0: as the model was trained)")
          .between(0, 10'000),
      Field("season", evaluation.season, "steps of a season (0: as the model was trained)").between(0, 100'000),
      Field("skip", evaluation.skip, "rows at the beginning of each series that are read but not scored")
          .between(0, 1'000'000'000),
      Field("backtest", evaluation.backtest,
            "forecasts from so many origins one after the other; linear and polynomial models are found anew at each")
          .between(0, 10'000),
  };
}

data::SeriesOptions reading_of(const ForecastOptions& options) {
  return {.columns = {.targets = data::parse_names(options.target),
                      .inputs = data::parse_names(options.inputs),
                      .time = options.time,
                      .series = options.series},
          .table = {.separator = options.separator, .decimal_comma = options.decimal_comma},
          .missing = options.missing};
}

Purpose purpose_of(const ForecastOptions& options) {
  return options.purpose.value_or(options.horizon > 1 ? Purpose::horizon : Purpose::one_step);
}

}  // namespace elman::tasks
