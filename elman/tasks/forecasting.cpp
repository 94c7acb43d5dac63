#include "elman/tasks/forecasting.h"

#include <algorithm>
#include <utility>

#include "elman/data/time_labels.h"
#include "elman/error.h"
#include "elman/model/rollout.h"
#include "elman/text/unicode.h"

namespace elman::tasks {

namespace {

data::SeriesSet read(const text::TextFile& file, const data::SeriesOptions& options, const Tell& tell) {
  data::SeriesSet set = data::read_series(file, options);
  for (const std::string& notice : set.notices) tell(notice);
  return set;
}

std::string named(const std::string& series) {
  return series.empty() ? "the series" : "series " + text::display(series);
}

std::vector<double> row_of(const std::vector<double>& values, std::size_t columns, std::size_t row) {
  const auto begin = values.begin() + static_cast<std::ptrdiff_t>(row * columns);
  return {begin, begin + static_cast<std::ptrdiff_t>(columns)};
}

void add_past(const data::Series& series, std::size_t targets, std::size_t rows, SeriesForecast& forecast) {
  for (std::size_t row = 0; row < rows; ++row) forecast.past.push_back(row_of(series.targets, targets, row));
}

std::vector<double> original(const Scalar* values, const std::vector<ColumnScale>& columns) {
  std::vector<double> numbers;
  for (std::size_t t = 0; t < columns.size(); ++t) {
    numbers.push_back(columns[t].scale.original(static_cast<double>(values[t])));
  }
  return numbers;
}

// Of a step that has its values.
void add_band(const model::SteppedValues& steps, std::size_t step, const SeriesScaling& scaling, const Bands& bands,
              ForecastStep& one) {
  for (std::size_t t = 0; t < scaling.targets.size(); ++t) {
    const std::size_t count = bands.quantiles.size();
    if (count == 0) {
      const data::Limits& limits = scaling.targets[t].limits;
      one.lower.push_back(limits.limited(one.value[t] - bands.at(t, step + 1)));
      one.upper.push_back(limits.limited(one.value[t] + bands.at(t, step + 1)));
      continue;
    }
    std::vector<double> quantiles;
    for (std::size_t q = 0; q < count; ++q) {
      const std::size_t index = (step * scaling.targets.size() + t) * count + q;
      quantiles.push_back(scaling.targets[t].scale.original(static_cast<double>(steps.quantiles[index])));
    }
    quantiles = bands.moved(t, step + 1, std::move(quantiles));
    for (double& quantile : quantiles) quantile = scaling.targets[t].limits.limited(quantile);
    one.lower.push_back(quantiles.front());
    one.upper.push_back(quantiles.back());
    one.quantiles.insert(one.quantiles.end(), quantiles.begin(), quantiles.end());
  }
}

std::size_t rows_to_begin_with(const model::Forecaster& network, std::size_t initial) {
  const std::size_t least = model::first_row(network);
  if (initial == 0) {
    const int warm_up = model::is_recurrent(network.options().kind) ? network.options().warm_up : 0;
    return least + static_cast<std::size_t>(warm_up);
  }
  if (initial >= least) return initial;
  throw UsageError("--initial is " + std::to_string(initial) + ", expected at least the " + std::to_string(least) +
                   " rows that the model reads, or 0 for as many as it needs");
}

// Rows of inputs after the end of each series, by the series' name.
class InputsAhead {
 public:
  InputsAhead(const Forecaster& forecaster, const ForecastRequest& request, const Tell& tell)
      : path_(request.inputs_ahead), needed_(rows_needed(forecaster, request.steps)) {
    if (needed_ == 0) return;
    if (path_.empty()) {
      throw UsageError("forecast: the model reads inputs (" + forecaster.coding().options.inputs + ") of " +
                       std::to_string(needed_) + " steps to come; give a table of them with --inputs-ahead");
    }
    data::SeriesOptions reading = reading_of(forecaster.coding().options);
    reading.columns.inputs_alone = true;
    // A column of time may be left out here.
    const text::TextFile file(path_);
    const std::vector<std::string> names = data::TableFile(file, reading.table).names();
    if (std::find(names.begin(), names.end(), reading.columns.time) == names.end()) reading.columns.time = "none";
    set_ = read(file, reading, tell);
  }

  // Appends what comes after the series.
  void append(data::Series& series) const {
    if (needed_ == 0) return;
    for (const data::Series& ahead : set_.series) {
      if (ahead.name != series.name) continue;
      if (ahead.rows() < needed_) {
        throw DataError(path_ + ": found " + std::to_string(ahead.rows()) + " rows of inputs for " +
                        named(series.name) + ", expected " + std::to_string(needed_) +
                        "; add rows, or ask for fewer --steps");
      }
      series.inputs.insert(series.inputs.end(), ahead.inputs.begin(), ahead.inputs.end());
      return;
    }
    throw DataError(path_ + ": found no inputs for " + named(series.name) + ", expected some; add them");
  }

 private:
  static std::size_t rows_needed(const Forecaster& forecaster, std::size_t steps) {
    const std::vector<int>& delays = forecaster.network().delays().inputs;
    if (delays.empty()) return 0;
    const auto shortest = static_cast<std::size_t>(delays.front());
    return steps > shortest ? steps - shortest : 0;
  }

  std::string path_;
  std::size_t needed_;
  data::SeriesSet set_;
};

}  // namespace

std::vector<SeriesForecast> forecast(const Forecaster& forecaster, const ForecastRequest& request, const Tell& tell) {
  const SeriesCoding& coding = forecaster.coding();
  const std::size_t targets = coding.scaling.targets.size();
  const InputsAhead ahead(forecaster, request, tell);
  const Bands bands = forecaster.bands();
  std::vector<SeriesForecast> forecasts;
  for (data::Series& series : read(text::TextFile(request.path), reading_of(coding.options), tell).series) {
    const std::size_t rows = series.rows();
    const std::size_t least = model::first_row(forecaster.network());
    if (rows < least) {
      throw DataError(request.path + ": found " + std::to_string(rows) + " rows of " + named(series.name) +
                      ", expected at least the " + std::to_string(least) + " that the model reads; give a longer one");
    }
    SeriesForecast& made = forecasts.emplace_back();
    made.name = series.name;
    add_past(series, targets, rows, made);
    model::SeriesValues values = part_of(series, coding.scaling, rows, rows).values;
    ahead.append(series);
    for (std::size_t i = rows * values.inputs; i < series.inputs.size(); ++i) {
      const data::Scale& scale = coding.scaling.inputs[i % values.inputs].scale;
      values.u.push_back(static_cast<Scalar>(scale.scaled(series.inputs[i])));
    }
    const model::SteppedValues steps =
        model::roll_out(forecaster.network(), values, std::span(&rows, 1), request.steps);
    const std::vector<std::string> labels = data::labels_after(series.labels, request.steps);
    for (std::size_t step = 0; step < request.steps; ++step) {
      ForecastStep& one = made.steps.emplace_back();
      if (!labels.empty()) one.label = labels[step];
      one.value = original(steps.values.data() + step * targets, coding.scaling.targets);
      add_band(steps, step, coding.scaling, bands, one);
    }
  }
  return forecasts;
}

std::vector<SeriesForecast> simulate(const Forecaster& forecaster, const std::string& path, std::size_t initial,
                                     const Tell& tell) {
  const SeriesCoding& coding = forecaster.coding();
  const std::size_t targets = coding.scaling.targets.size();
  data::SeriesOptions reading = reading_of(coding.options);
  const text::TextFile file(path);
  const std::vector<std::string> names = data::TableFile(file, reading.table).names();
  const bool has_targets = std::find(names.begin(), names.end(), coding.targets().front()) != names.end();
  if (!has_targets) {
    if (reading.columns.inputs.empty()) {
      throw DataError(path + ": found no column " + text::display(coding.targets().front()) +
                      ", and the model reads no inputs, expected one of them; give a table with the target");
    }
    reading.columns.inputs_alone = true;
  }
  const std::size_t begin = rows_to_begin_with(forecaster.network(), initial);
  std::vector<SeriesForecast> runs;
  for (data::Series& series : read(file, reading, tell).series) {
    const std::size_t rows = series.rows();
    for (std::size_t i = 0; !has_targets && i < rows * targets; ++i) {
      series.targets.push_back(coding.scaling.targets[i % targets].scale.offset);
    }
    if (begin >= rows) {
      throw DataError(path + ": found " + std::to_string(rows) + " rows of " + named(series.name) +
                      ", expected more than the " + std::to_string(begin) + " that are read first; give a longer one");
    }
    const SeriesPart part = part_of(series, coding.scaling, begin, rows);
    SeriesForecast& run = runs.emplace_back();
    run.name = series.name;
    add_past(series, targets, begin, run);
    const model::SteppedValues steps =
        model::roll_out(forecaster.network(), part.values, std::span(&begin, 1), rows - begin);
    for (std::size_t row = begin; row < rows; ++row) {
      ForecastStep& one = run.steps.emplace_back();
      one.label = series.labels.empty() ? std::string() : series.labels[row];
      one.value = original(steps.values.data() + (row - begin) * targets, coding.scaling.targets);
      if (has_targets) one.truth = row_of(series.targets, targets, row);
    }
  }
  return runs;
}

}  // namespace elman::tasks
