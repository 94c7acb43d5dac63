#include "elman/tasks/series_corpus.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

#include "elman/data/time_labels.h"
#include "elman/error.h"
#include "elman/text/unicode.h"

namespace elman::tasks {

namespace {

// The first row at or after that time; rows are numbered from 1 if they have no labels.
std::size_t row_at(const data::Series& series, const std::string& label, const std::string& path) {
  const auto time = data::time_of(label);
  for (std::size_t row = 0; row < series.rows(); ++row) {
    if (series.labels.empty()) {
      if (time && static_cast<double>(row + 1) >= *time) return row;
      continue;
    }
    const auto own = data::time_of(series.labels[row]);
    if (series.labels[row] == label || (time && own && *own >= *time)) return row;
  }
  throw DataError(path + ": found no row at or after " + text::display(label) + " to split at" +
                  (series.name.empty() ? "" : " in series " + text::display(series.name)) +
                  ", expected one; give times within the data, or shares; shares are written 80/20 or 70/15/15");
}

double deviation_of(const std::vector<double>& values) {
  double mean = 0;
  for (const double value : values) mean += value / static_cast<double>(values.size());
  double variance = 0;
  for (const double value : values) variance += (value - mean) * (value - mean) / static_cast<double>(values.size());
  return std::sqrt(variance);
}

void require_within(const std::vector<double>& values, const data::Limits& limits, const std::string& name) {
  const auto [smallest, largest] = std::minmax_element(values.begin(), values.end());
  if (values.empty() || (*smallest >= limits.lower && *largest <= limits.upper)) return;
  throw UsageError("--limits is " + data::text_of(limits) + ", but column " + text::display(name) + " goes from " +
                   text_of_number(*smallest) + " to " + text_of_number(*largest) +
                   " in the rows to learn from; give limits that hold, or none");
}

// "0..10,none" -> one text for each target.
std::vector<std::string> limits_of_each(const std::string& text, std::size_t targets) {
  std::vector<std::string> limits;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    limits.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  if (limits.size() == 1) limits.resize(targets, limits.front());
  if (limits.size() == targets) return limits;
  throw UsageError("--limits has " + std::to_string(limits.size()) + " entries for " + std::to_string(targets) +
                   " targets, expected one for each, or one for all");
}

}  // namespace

std::optional<std::vector<double>> shares_of(const std::string& split) {
  std::vector<double> shares;
  double sum = 0;
  if (data::time_of(split)) return std::nullopt;  // such as 2024/03/31
  for (std::size_t begin = 0; begin <= split.size();) {
    const std::size_t end = std::min(split.find('/', begin), split.size());
    double share = 0;
    const auto [stop, error] = std::from_chars(split.data() + begin, split.data() + end, share);
    if (error != std::errc() || stop != split.data() + end || !(share > 0) || share > 1e9) return std::nullopt;
    shares.push_back(share);
    sum += share;
    begin = end + 1;
  }
  if (shares.size() < 2 || shares.size() > 3) return std::nullopt;
  for (double& share : shares) share /= sum;
  return shares;
}

Split split_of(const data::Series& series, const std::string& split, const std::string& path) {
  Split parts{.train_end = 0, .dev_end = series.rows()};
  if (const auto shares = shares_of(split)) {
    const auto rows = static_cast<double>(series.rows());
    parts.train_end = static_cast<std::size_t>(std::lround(rows * (*shares)[0]));
    if (shares->size() == 3)
      parts.dev_end = static_cast<std::size_t>(std::lround(rows * ((*shares)[0] + (*shares)[1])));
  } else {
    const std::vector<std::string> labels = data::parse_names(split);
    if (labels.empty() || labels.size() > 2 || split.find('/') == 0) {
      throw UsageError("--split is " + text::display(split) +
                       ", expected shares such as 80/20 or 70/15/15, or times such as 1921,1956");
    }
    parts.train_end = row_at(series, labels[0], path);
    if (labels.size() == 2) parts.dev_end = row_at(series, labels[1], path);
  }
  if (parts.train_end > 0 && parts.train_end < parts.dev_end) return parts;
  throw DataError(path + ": the split " + split + " of " + std::to_string(series.rows()) + " rows" +
                  (series.name.empty() ? "" : " of series " + text::display(series.name)) +
                  " leaves a part without rows, expected rows to learn from and dev rows after them; give another "
                  "--split, or more data");
}

SeriesScaling fit_scaling(const data::SeriesSet& set, const std::vector<Split>& splits, data::ScalingKind kind,
                          int season, const std::string& limits) {
  SeriesScaling scaling;
  const std::size_t targets = set.columns.targets.size();
  const std::size_t inputs = set.columns.inputs.size();
  const std::vector<std::string> limits_of_target = limits_of_each(limits, targets);
  for (std::size_t i = 0; i < targets + inputs; ++i) {
    const bool is_target = i < targets;
    const std::size_t width = is_target ? targets : inputs;
    const std::size_t column = is_target ? i : i - targets;
    std::vector<double> values;
    double naive = 0;
    std::size_t differences = 0;
    const auto lag = static_cast<std::size_t>(std::max(season, 1));
    for (std::size_t s = 0; s < set.series.size(); ++s) {
      const std::vector<double>& all = is_target ? set.series[s].targets : set.series[s].inputs;
      for (std::size_t row = 0; row < splits[s].train_end; ++row) {
        values.push_back(all[row * width + column]);
        if (row < lag) continue;
        naive += std::abs(all[row * width + column] - all[(row - lag) * width + column]);
        ++differences;
      }
    }
    const std::string& name = is_target ? set.columns.targets[column] : set.columns.inputs[column];
    ColumnScale scale{.scale = data::fit_scale(values, kind, set.path + ": column " + text::display(name))};
    scale.deviation = deviation_of(values);
    scale.naive_error = differences == 0 ? 0 : naive / static_cast<double>(differences);
    if (!(scale.deviation > 0)) scale.deviation = scale.scale.factor;
    if (!(scale.naive_error > 0)) scale.naive_error = scale.deviation;
    if (is_target && limits_of_target[column] == "auto") {
      scale.limits = data::find_limits(values);
    } else if (is_target && limits_of_target[column] != "none") {
      scale.limits = data::parse_limits(limits_of_target[column], "--limits");
      require_within(values, scale.limits, name);
    }
    (is_target ? scaling.targets : scaling.inputs).push_back(scale);
  }
  return scaling;
}

std::vector<data::Limits> scaled_limits(const SeriesScaling& scaling) {
  std::vector<data::Limits> limits;
  bool any = false;
  for (const ColumnScale& column : scaling.targets) {
    limits.push_back(column.limits.scaled(column.scale));
    any = any || column.limits.any();
  }
  return any ? limits : std::vector<data::Limits>();
}

std::string text_of_limits(const SeriesScaling& scaling, const std::vector<std::string>& targets) {
  std::string text;
  for (std::size_t t = 0; t < targets.size(); ++t) {
    const data::Limits& limits = scaling.targets[t].limits;
    if (!limits.any()) continue;
    text.append(text.empty() ? "" : ", ").append(targets[t]).append(" " + data::text_of(limits));
  }
  return text;
}

SeriesPart part_of(const data::Series& series, const SeriesScaling& scaling, std::size_t begin, std::size_t end) {
  const auto scaled = [](const std::vector<double>& values, const std::vector<ColumnScale>& columns, std::size_t rows) {
    std::vector<double> to(rows * columns.size());
    for (std::size_t i = 0; i < to.size(); ++i) to[i] = columns[i % columns.size()].scale.scaled(values[i]);
    return to;
  };
  SeriesPart part{.values = {}, .exact = {}, .begin = begin, .end = end};
  part.exact.targets = scaling.targets.size();
  part.exact.inputs = scaling.inputs.size();
  part.exact.y = scaled(series.targets, scaling.targets, end);
  part.exact.u = scaled(series.inputs, scaling.inputs, end);
  part.values.targets = part.exact.targets;
  part.values.inputs = part.exact.inputs;
  part.values.y.assign(part.exact.y.begin(), part.exact.y.end());
  part.values.u.assign(part.exact.u.begin(), part.exact.u.end());
  return part;
}

std::size_t rows_of(const std::vector<SeriesPart>& parts) {
  std::size_t rows = 0;
  for (const SeriesPart& part : parts) rows += part.size();
  return rows;
}

}  // namespace elman::tasks
