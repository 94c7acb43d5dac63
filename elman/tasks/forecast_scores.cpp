#include "elman/tasks/forecast_scores.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "elman/model/rollout.h"

namespace elman::tasks {

namespace {

Forecasts for_targets(std::size_t targets) {
  Forecasts forecasts;
  forecasts.truth.resize(targets);
  forecasts.value.resize(targets);
  return forecasts;
}

// The scaled targets of that row, forecast to be `value`.
template <class Number>
void add(const SeriesPart& part, const SeriesScaling& scaling, std::size_t row, const Number* value,
         Forecasts& forecasts) {
  for (std::size_t t = 0; t < scaling.targets.size(); ++t) {
    const data::Scale& scale = scaling.targets[t].scale;
    forecasts.truth[t].push_back(scale.original(part.exact.y[row * scaling.targets.size() + t]));
    forecasts.value[t].push_back(scale.original(static_cast<double>(value[t])));
  }
}

// Those of step `index`, and its quantiles if there are any.
void add(const SeriesPart& part, const SeriesScaling& scaling, std::size_t row, const model::SteppedValues& made,
         std::size_t index, Forecasts& forecasts) {
  const std::size_t targets = scaling.targets.size();
  add(part, scaling, row, made.values.data() + index * targets, forecasts);
  const std::size_t columns = forecasts.quantiles.size();
  for (std::size_t i = 0; i < columns; ++i) {
    const data::Scale& scale = scaling.targets[i / (columns / targets)].scale;
    forecasts.quantiles[i].push_back(scale.original(static_cast<double>(made.quantiles[index * columns + i])));
  }
}

std::size_t first_of(const SeriesPart& part, std::size_t first) {
  return std::min(std::max(part.begin, first), part.end);
}

// Rows from which forecasts start.
std::vector<std::size_t> origins_of(const SeriesPart& part, const ForecastPlan& plan, std::size_t first) {
  std::vector<std::size_t> origins;
  const std::size_t begin = first_of(part, first);
  if (plan.purpose == Purpose::free_run) {
    if (begin < part.end) origins.push_back(begin);
    return origins;
  }
  if (part.end - begin < plan.horizon) return origins;
  const std::size_t count = part.end - begin - plan.horizon + 1;
  const std::size_t stride = (count + plan.most_origins - 1) / plan.most_origins;
  for (std::size_t i = 0; i < count; i += stride) origins.push_back(begin + i);
  return origins;
}

// Calls f(origin's number, row, step) for each forecast of a plan with origins.
template <class Function>
void for_each_step(const std::vector<std::size_t>& origins, const ForecastPlan& plan, std::size_t steps,
                   const Function& f) {
  for (std::size_t i = 0; i < origins.size(); ++i) {
    const bool last = plan.last_alone && plan.purpose == Purpose::horizon;
    for (std::size_t step = last ? steps - 1 : 0; step < steps; ++step) f(i, origins[i] + step, step);
  }
}

std::size_t steps_of(const SeriesPart& part, const ForecastPlan& plan, const std::vector<std::size_t>& origins) {
  return plan.purpose == Purpose::free_run ? part.end - origins.front() : plan.horizon;
}

}  // namespace

Forecasts forecasts_of(const model::Forecaster& forecaster, const std::vector<SeriesPart>& parts,
                       const SeriesScaling& scaling, const ForecastPlan& plan) {
  const std::size_t targets = scaling.targets.size();
  const std::size_t first = model::first_row(forecaster);
  Forecasts forecasts = for_targets(targets);
  forecasts.quantiles.resize(targets * forecaster.quantiles().size());
  for (const SeriesPart& part : parts) {
    if (plan.purpose == Purpose::one_step) {
      const std::size_t begin = first_of(part, first);
      const model::SteppedValues made = model::one_step(forecaster, part.values, begin, part.end);
      for (std::size_t row = begin; row < part.end; ++row) add(part, scaling, row, made, row - begin, forecasts);
      continue;
    }
    const std::vector<std::size_t> origins = origins_of(part, plan, first);
    if (origins.empty()) continue;
    const std::size_t steps = steps_of(part, plan, origins);
    const model::SteppedValues made = model::roll_out(forecaster, part.values, origins, steps);
    for_each_step(origins, plan, steps, [&](std::size_t i, std::size_t row, std::size_t step) {
      add(part, scaling, row, made, i * steps + step, forecasts);
    });
  }
  return forecasts;
}

Forecasts naive_forecasts(const std::vector<SeriesPart>& parts, const SeriesScaling& scaling, const ForecastPlan& plan,
                          std::size_t lag, std::size_t first) {
  const std::size_t targets = scaling.targets.size();
  Forecasts forecasts = for_targets(targets);
  first = std::max(first, lag);
  for (const SeriesPart& part : parts) {
    const double* y = part.exact.y.data();
    if (plan.purpose == Purpose::one_step) {
      for (std::size_t row = first_of(part, first); row < part.end; ++row) {
        add(part, scaling, row, y + (row - lag) * targets, forecasts);
      }
      continue;
    }
    const std::vector<std::size_t> origins = origins_of(part, plan, first);
    if (origins.empty()) continue;
    for_each_step(origins, plan, steps_of(part, plan, origins), [&](std::size_t i, std::size_t row, std::size_t step) {
      const std::size_t back = (step / lag + 1) * lag;  // to a row that is known at the origin
      add(part, scaling, row, y + (origins[i] + step - back) * targets, forecasts);
    });
  }
  return forecasts;
}

void append(const Forecasts& more, Forecasts& forecasts) {
  if (forecasts.truth.empty()) forecasts = for_targets(more.truth.size());
  for (std::size_t t = 0; t < more.truth.size(); ++t) {
    forecasts.truth[t].insert(forecasts.truth[t].end(), more.truth[t].begin(), more.truth[t].end());
    forecasts.value[t].insert(forecasts.value[t].end(), more.value[t].begin(), more.value[t].end());
  }
}

Accuracy accuracy_of(std::span<const double> truth, std::span<const double> value, const ColumnScale& column) {
  Accuracy accuracy{.count = truth.size()};
  if (truth.empty()) return accuracy;
  const auto count = static_cast<double>(truth.size());
  double mean = 0;
  for (const double y : truth) mean += y / count;
  double variance = 0;
  double squared = 0;
  for (std::size_t i = 0; i < truth.size(); ++i) {
    const double error = truth[i] - value[i];
    squared += error * error / count;
    accuracy.mae += std::abs(error) / count;
    variance += (truth[i] - mean) * (truth[i] - mean) / count;
  }
  accuracy.rmse = std::sqrt(squared);
  accuracy.mase = accuracy.mae / column.naive_error;
  accuracy.nmse = variance > 0 ? squared / variance : 0;
  accuracy.r2 = 1 - accuracy.nmse;
  accuracy.ndei = std::sqrt(accuracy.nmse);
  return accuracy;
}

namespace {

constexpr double beyond_measure = 1e9;

}  // namespace

double quantile_error(const Forecasts& forecasts, const std::vector<double>& quantiles, const SeriesScaling& scaling) {
  double sum = 0;
  for (std::size_t row = 0; row < forecasts.quantiles.size(); ++row) {
    const std::size_t target = row / quantiles.size();
    const double level = quantiles[row % quantiles.size()];
    const std::vector<double>& truth = forecasts.truth[target];
    double loss = 0;
    for (std::size_t i = 0; i < truth.size(); ++i) {
      const double above = truth[i] - forecasts.quantiles[row][i];
      loss += std::max(level * above, (level - 1) * above) / static_cast<double>(truth.size());
    }
    sum += loss / scaling.targets[target].deviation / static_cast<double>(forecasts.quantiles.size());
  }
  return std::isfinite(sum) && 100 * sum < beyond_measure ? 100 * sum : beyond_measure;
}

double relative_error(const Forecasts& forecasts, const SeriesScaling& scaling) {
  double sum = 0;
  for (std::size_t t = 0; t < scaling.targets.size(); ++t) {
    const double rmse = accuracy_of(forecasts.truth[t], forecasts.value[t], scaling.targets[t]).rmse;
    const double relative = rmse / scaling.targets[t].deviation;
    sum += relative * relative / static_cast<double>(scaling.targets.size());
  }
  const double percent = 100 * std::sqrt(sum);
  return std::isfinite(percent) && percent < beyond_measure ? percent : beyond_measure;
}

double Bands::at(std::size_t row, std::size_t ahead) const {
  if (steps == 0) return 0;
  return margin[row * steps + std::min(ahead, steps) - 1];
}

std::vector<double> Bands::moved(std::size_t target, std::size_t ahead, std::vector<double> values) const {
  for (std::size_t q = 0; q < values.size(); ++q) values[q] += at(target * values.size() + q, ahead);
  model::make_ascend(std::span(values), model::median_of(quantiles));
  return values;
}

std::vector<double> told_quantiles(const Forecasts& forecasts, const Bands& bands, std::size_t target, std::size_t i,
                                   std::size_t ahead) {
  const std::size_t count = bands.quantiles.size();
  std::vector<double> values;
  for (std::size_t q = 0; q < count; ++q) values.push_back(forecasts.quantiles[target * count + q][i]);
  return bands.moved(target, ahead, std::move(values));
}

Band band_of(const Forecasts& forecasts, const Bands& bands, std::size_t target, std::size_t i, std::size_t ahead) {
  const double value = forecasts.value[target][i];
  if (bands.quantiles.empty()) return {value - bands.at(target, ahead), value + bands.at(target, ahead)};
  const std::vector<double> values = told_quantiles(forecasts, bands, target, i, ahead);
  return {values.front(), values.back()};
}

namespace {

// The smallest of the errors that, with one more that is to come, the share `level` is not above.
double quantile_of(std::vector<double>& errors, double level) {
  const auto rank = static_cast<std::size_t>(std::ceil(level * static_cast<double>(errors.size() + 1)));
  const std::size_t index = std::clamp<std::size_t>(rank, 1, errors.size()) - 1;
  std::nth_element(errors.begin(), errors.begin() + static_cast<std::ptrdiff_t>(index), errors.end());
  return errors[index];
}

}  // namespace

Bands measure_bands(const model::Forecaster& forecaster, const std::vector<SeriesPart>& held_out,
                    const SeriesScaling& scaling, double level, std::size_t steps) {
  const std::size_t targets = scaling.targets.size();
  const std::vector<double>& levels = forecaster.quantiles();
  const std::size_t rows = std::max<std::size_t>(levels.size(), 1);  // of a target
  Bands bands{
      .level = level, .steps = steps, .quantiles = levels, .margin = std::vector<double>(targets * rows * steps)};
  constexpr std::size_t most_origins = 500;
  // Near steps are measured from more origins than far ones have room for.
  for (std::size_t done = 0, horizon = 1; done < steps; done = horizon, horizon = std::min(2 * horizon, steps)) {
    const Forecasts forecasts = forecasts_of(
        forecaster, held_out, scaling, {.purpose = Purpose::horizon, .horizon = horizon, .most_origins = most_origins});
    for (std::size_t row = 0; row < targets * rows; ++row) {
      if (!levels.empty() && row % rows == model::median_of(levels)) continue;
      const std::vector<double>& truth = forecasts.truth[row / rows];
      const std::vector<double>& value = levels.empty() ? forecasts.value[row] : forecasts.quantiles[row];
      for (std::size_t step = done; step < horizon; ++step) {
        std::vector<double> errors;  // each origin has all steps
        for (std::size_t i = step; i < truth.size(); i += horizon) {
          errors.push_back(levels.empty() ? std::abs(truth[i] - value[i]) : truth[i] - value[i]);
        }
        if (errors.empty()) continue;
        const double margin = quantile_of(errors, levels.empty() ? level : levels[row % rows]);
        if (std::isfinite(margin)) bands.margin[row * steps + step] = margin;
      }
    }
  }
  return bands;
}

}  // namespace elman::tasks
