#include "elman/tasks/forecast_report.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "elman/error.h"
#include "elman/model/rollout.h"
#include "elman/tasks/forecast_backtest.h"
#include "elman/tasks/forecast_residuals.h"
#include "elman/text/unicode.h"

namespace elman::tasks {

namespace {

constexpr std::size_t most_origins = 2'000;

// One way of forecasting, told in a table with others beside it.
struct Setting {
  ForecastPlan plan;
  std::string title;
  std::string name;  // of numbers
};

std::string with_digits(double value) {
  if (!std::isfinite(value)) return "-";
  return fmt::format("{:.4g}", value);
}

class Reporter {
 public:
  Reporter(const Forecaster& forecaster, const std::vector<SeriesPart>& parts, std::size_t season)
      : forecaster_(forecaster), parts_(parts), season_(season), first_(model::first_row(forecaster.network())) {
    if (forecaster.floor() != nullptr) first_ = std::max(first_, model::first_row(*forecaster.floor()));
    first_ = std::max<std::size_t>({first_, season, 1});
    // All are scored on the same rows.
    for (SeriesPart& part : parts_) part.begin = std::min(std::max(part.begin, first_), part.end);
  }

  Report report(std::size_t horizon, std::size_t backtest_origins) {
    number("lines", static_cast<double>(rows_of(parts_)));
    tell({.plan = {.purpose = Purpose::one_step}, .title = "one step ahead, from true values", .name = "one_step"});
    tell({.plan = {.purpose = Purpose::free_run}, .title = "free run, on its own outputs", .name = "free_run"});
    if (horizon > 1) {
      ForecastPlan plan{.purpose = Purpose::horizon, .horizon = horizon, .most_origins = most_origins};
      tell({.plan = plan, .title = fmt::format("1 to {} steps ahead", horizon), .name = "horizon"});
      plan.last_alone = true;
      tell({.plan = plan, .title = fmt::format("{} steps ahead", horizon), .name = "last_step"});
    }
    if (backtest_origins > 0) tell_backtest(backtest_origins, horizon);
    coverage(horizon);
    quantiles();
    residuals();
    return std::move(report_);
  }

 private:
  void tell(const Setting& setting) {
    const SeriesScaling& scaling = forecaster_.coding().scaling;
    ComparedForecasts forecasts{.own = forecasts_of(forecaster_.network(), parts_, scaling, setting.plan),
                                .linear = {},
                                .persistence = naive_forecasts(parts_, scaling, setting.plan, 1, first_),
                                .seasonal = {}};
    if (forecaster_.floor() != nullptr) {
      forecasts.linear = forecasts_of(*forecaster_.floor(), parts_, scaling, setting.plan);
    }
    if (season_ > 1) forecasts.seasonal = naive_forecasts(parts_, scaling, setting.plan, season_, first_);
    tell(setting.title, setting.name, measure_name(setting.plan), forecasts);
  }

  void tell_backtest(std::size_t origins, std::size_t horizon) {
    const BacktestPlan plan{.origins = origins, .horizon = horizon, .season = season_, .first = 2 * first_ + 1};
    const bool anew = model::is_solved(forecaster_.network().options().kind);
    tell(fmt::format("backtest: {} step{} from each of {} origins at most, {}", horizon, horizon == 1 ? "" : "s",
                     origins,
                     anew ? "weights found anew at each" : "weights of networks as they are, of others found anew"),
         "backtest", "backtest", backtest(forecaster_, parts_, plan));
  }

  void tell(const std::string& title, const std::string& name, const std::string& measure,
            const ComparedForecasts& forecasts) {
    if (forecasts.own.truth.empty() || forecasts.own.truth.front().empty()) return;
    ReportTable table{.title = title, .columns = {"", "RMSE", "MAE", "MASE", "R2", "NMSE", "NDEI", "n"}, .rows = {}};
    const double relative = relative_error(forecasts.own, forecaster_.coding().scaling);
    report_.measures.push_back(
        {.name = measure,
         .value = relative,
         .explanation = fmt::format("of the standard deviation, {} values", forecasts.own.truth.front().size())});
    number(name + "_nrmse", relative);
    add_rows(table, name, name_of(forecaster_.network().options().kind), forecasts.own);
    add_rows(table, name + "_linear", "exact linear", forecasts.linear);
    add_rows(table, name + "_persistence", "persistence", forecasts.persistence);
    add_rows(table, name + "_seasonal", "seasonal", forecasts.seasonal);
    report_.tables.push_back(std::move(table));
  }

  // Of one step ahead: which share of values each quantile is above.
  void quantiles() {
    const std::vector<double>& levels = forecaster_.network().quantiles();
    if (levels.empty()) return;
    const SeriesScaling& scaling = forecaster_.coding().scaling;
    const std::vector<std::string> targets = forecaster_.coding().targets();
    const Bands bands = forecaster_.bands();
    Forecasts forecasts = forecasts_ahead(1);
    ReportTable table{.title = "quantiles one step ahead", .columns = {"", "quantile", "values below it"}, .rows = {}};
    for (std::size_t t = 0; t < targets.size(); ++t) {
      const std::vector<double>& truth = forecasts.truth[t];
      std::vector<std::size_t> below(levels.size());
      for (std::size_t i = 0; i < truth.size(); ++i) {
        const std::vector<double> told = told_quantiles(forecasts, bands, t, i, 1);
        for (std::size_t q = 0; q < levels.size(); ++q) {
          forecasts.quantiles[t * levels.size() + q][i] = told[q];
          below[q] += truth[i] < told[q] ? 1 : 0;
        }
      }
      for (std::size_t q = 0; q < levels.size() && !truth.empty(); ++q) {
        table.rows.push_back(
            {text::display(targets[t]), fmt::format("{:g} %", 100 * levels[q]),
             fmt::format("{:.1f} %", 100 * static_cast<double>(below[q]) / static_cast<double>(truth.size()))});
      }
    }
    if (table.rows.empty()) return;
    report_.tables.push_back(std::move(table));
    const double error = quantile_error(forecasts, levels, scaling);
    report_.measures.push_back(
        {.name = "quantiles", .value = error, .explanation = "of the standard deviation: mean pinball loss"});
    number("quantile_error", error);
  }

  // Of lags, those beyond the limits and the one that is furthest.
  void residuals() {
    report_.correlograms = residual_correlations(forecaster_, parts_);
    if (report_.correlograms.empty()) return;
    ReportTable table{.title = fmt::format("correlations of one step's errors; by chance 1 of 20 is beyond +-{:.2g}",
                                           report_.correlograms.front().limit),
                      .columns = {"", "beyond", "of lags", "largest", "at lag"},
                      .rows = {}};
    std::size_t all_beyond = 0;
    std::size_t all = 0;
    for (const Correlogram& one : report_.correlograms) {
      const auto smaller = [](double a, double b) { return std::abs(a) < std::abs(b); };
      const auto largest = std::max_element(one.values.begin(), one.values.end(), smaller);
      const auto beyond = static_cast<std::size_t>(std::count_if(
          one.values.begin(), one.values.end(), [&one](double value) { return std::abs(value) > one.limit; }));
      table.rows.push_back({one.title, std::to_string(beyond), std::to_string(one.values.size()),
                            fmt::format("{:.3f}", *largest),
                            std::to_string(one.first_lag + static_cast<std::size_t>(largest - one.values.begin()))});
      all_beyond += beyond;
      all += one.values.size();
    }
    report_.tables.push_back(std::move(table));
    number("correlations_beyond", static_cast<double>(all_beyond));
    number("correlations", static_cast<double>(all));
  }

  static std::string measure_name(const ForecastPlan& plan) {
    if (plan.purpose == Purpose::one_step) return "one-step";
    if (plan.purpose == Purpose::free_run) return "free-run";
    return plan.last_alone ? "last-step" : "horizon";
  }

  void add_rows(ReportTable& table, const std::string& name, const std::string& title, const Forecasts& forecasts) {
    if (forecasts.truth.empty()) return;
    const std::vector<std::string> targets = forecaster_.coding().targets();
    for (std::size_t t = 0; t < targets.size(); ++t) {
      const Accuracy score =
          accuracy_of(forecasts.truth[t], forecasts.value[t], forecaster_.coding().scaling.targets[t]);
      const std::string of = targets.size() == 1 ? "" : " " + text::display(targets[t]);
      table.rows.push_back({title + of, with_digits(score.rmse), with_digits(score.mae), with_digits(score.mase),
                            with_digits(score.r2), with_digits(score.nmse), with_digits(score.ndei),
                            std::to_string(score.count)});
      const std::string prefix = name + (targets.size() == 1 ? "" : "_" + std::to_string(t + 1));
      number(prefix + "_rmse", score.rmse);
      number(prefix + "_mae", score.mae);
      number(prefix + "_mase", score.mase);
      number(prefix + "_r2", score.r2);
      number(prefix + "_nmse", score.nmse);
    }
  }

  // Of one step ahead, and of the last step of the horizon.
  void coverage(std::size_t horizon) {
    const Bands bands = forecaster_.bands();
    if (bands.steps == 0) return;
    cover(bands, 1);
    if (horizon > 1) cover(bands, horizon);
  }

  // Of that step from each origin, as elman forecast makes them: a recurrent network has read warm-up steps alone.
  Forecasts forecasts_ahead(std::size_t ahead) const {
    return forecasts_of(
        forecaster_.network(), parts_, forecaster_.coding().scaling,
        {.purpose = Purpose::horizon, .horizon = ahead, .last_alone = true, .most_origins = most_origins});
  }

  void cover(const Bands& bands, std::size_t ahead) {
    const Forecasts forecasts = forecasts_ahead(ahead);
    std::size_t held = 0;
    std::size_t all = 0;
    for (std::size_t t = 0; t < forecasts.truth.size(); ++t) {
      for (std::size_t i = 0; i < forecasts.truth[t].size(); ++i, ++all) {
        const Band band = band_of(forecasts, bands, t, i, ahead);
        held += band.lower <= forecasts.truth[t][i] && forecasts.truth[t][i] <= band.upper ? 1 : 0;
      }
    }
    if (all == 0) return;
    const double percent = 100 * static_cast<double>(held) / static_cast<double>(all);
    const std::string steps = ahead == 1 ? "one step" : fmt::format("{} steps", ahead);
    report_.measures.push_back(
        {.name = ahead == 1 ? "band" : "last-band",
         .value = percent,
         .explanation = fmt::format("of {} values in the band of {:g} %, {} ahead", all, 100 * bands.level, steps)});
    number(ahead == 1 ? "coverage" : "last_step_coverage", percent);
  }

  void number(std::string name, double value) {
    report_.numbers.push_back(
        {std::move(name), FieldType::number, std::isfinite(value) ? text_of_number(value) : "null"});
  }

  const Forecaster& forecaster_;
  std::vector<SeriesPart> parts_;
  std::size_t season_;
  std::size_t first_;
  Report report_;
};

}  // namespace

Report report_on(const Forecaster& forecaster, const std::vector<SeriesPart>& parts, std::size_t horizon,
                 std::size_t season, std::size_t backtest_origins) {
  return Reporter(forecaster, parts, season).report(horizon, backtest_origins);
}

Report report_on(const Forecaster& forecaster, const std::string& path, const SeriesEvaluation& evaluation,
                 const Tell& tell) {
  const data::SeriesSet set = data::read_series(text::TextFile(path), reading_of(forecaster.coding().options));
  for (const std::string& notice : set.notices) tell(notice);
  std::vector<SeriesPart> parts;
  for (const data::Series& series : set.series) {
    std::size_t begin = static_cast<std::size_t>(evaluation.skip);
    if (!evaluation.split.empty()) {
      const Split split = split_of(series, evaluation.split, path);
      begin = std::max(begin, split.dev_end < series.rows() ? split.dev_end : split.train_end);
    }
    parts.push_back(part_of(series, forecaster.coding().scaling, std::min(begin, series.rows()), series.rows()));
  }
  const auto& options = forecaster.coding().options;
  const int horizon = evaluation.horizon > 0 ? evaluation.horizon : options.horizon;
  const int season = evaluation.season > 0 ? evaluation.season : options.season;
  Report report = report_on(forecaster, parts, static_cast<std::size_t>(horizon), static_cast<std::size_t>(season),
                            static_cast<std::size_t>(evaluation.backtest));
  if (!report.tables.empty()) return report;
  throw DataError(path +
                  ": found no row that can be scored, expected series of more rows than the delays read; give "
                  "longer ones");
}

}  // namespace elman::tasks
