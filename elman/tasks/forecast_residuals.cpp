#include "elman/tasks/forecast_residuals.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>

#include "elman/model/rollout.h"
#include "elman/text/unicode.h"

namespace elman::tasks {

namespace {

constexpr std::size_t longest_lag = 25;

// Of one series, row by row.
struct Column {
  std::vector<double> values;
};

void centre(std::vector<Column>& columns, std::size_t count) {
  double mean = 0;
  for (const Column& column : columns) {
    for (const double value : column.values) mean += value / static_cast<double>(count);
  }
  for (Column& column : columns) {
    for (double& value : column.values) value -= mean;
  }
}

double norm_of(const std::vector<Column>& columns) {
  double squares = 0;
  for (const Column& column : columns) {
    for (const double value : column.values) squares += value * value;
  }
  return std::sqrt(squares);
}

// late[t] with early[t - lag], over all series; norms: the product of their norms.
double correlation(const std::vector<Column>& late, const std::vector<Column>& early, double norms, std::size_t lag) {
  double sum = 0;
  for (std::size_t s = 0; s < late.size(); ++s) {
    for (std::size_t i = lag; i < late[s].values.size(); ++i) sum += late[s].values[i] * early[s].values[i - lag];
  }
  return norms > 0 ? sum / norms : 0;
}

Correlogram correlogram(std::string title, const std::vector<Column>& late, const std::vector<Column>& early,
                        std::size_t first_lag, std::size_t count) {
  Correlogram result{.title = std::move(title),
                     .first_lag = first_lag,
                     .values = {},
                     .limit = 1.96 / std::sqrt(static_cast<double>(count))};
  const double norms = norm_of(late) * norm_of(early);
  for (std::size_t lag = first_lag; lag <= longest_lag; ++lag) {
    result.values.push_back(correlation(late, early, norms, lag));
  }
  return result;
}

}  // namespace

std::vector<Correlogram> residual_correlations(const Forecaster& forecaster, const std::vector<SeriesPart>& parts) {
  const std::vector<std::string> targets = forecaster.coding().targets();
  const std::vector<std::string> inputs = forecaster.coding().inputs();
  const std::size_t first = model::first_row(forecaster.network());
  std::vector<std::vector<Column>> errors(targets.size());
  std::vector<std::vector<Column>> known(inputs.size());
  std::size_t count = 0;
  for (const SeriesPart& part : parts) {
    const std::size_t begin = std::min(std::max(part.begin, first), part.end);
    const std::vector<Scalar> values = model::one_step(forecaster.network(), part.values, begin, part.end).values;
    count += part.end - begin;
    const auto column = [&](std::size_t width, const auto& value_of) {
      Column made;
      for (std::size_t row = begin; row < part.end; ++row) made.values.push_back(value_of(row * width));
      return made;
    };
    for (std::size_t t = 0; t < targets.size(); ++t) {
      errors[t].push_back(column(targets.size(), [&](std::size_t at) {
        return part.exact.y[at + t] - static_cast<double>(values[at + t - begin * targets.size()]);
      }));
    }
    for (std::size_t u = 0; u < inputs.size(); ++u) {
      known[u].push_back(column(inputs.size(), [&](std::size_t at) { return part.exact.u[at + u]; }));
    }
  }
  std::vector<Correlogram> all;
  if (count <= 2 * longest_lag) return all;
  for (std::vector<Column>& one : errors) centre(one, count);
  for (std::vector<Column>& one : known) centre(one, count);
  for (std::size_t t = 0; t < targets.size(); ++t) {
    const std::string name = "errors of " + text::display(targets[t]);
    all.push_back(correlogram(name + " with themselves", errors[t], errors[t], 1, count));
    for (std::size_t u = 0; u < inputs.size(); ++u) {
      all.push_back(
          correlogram(name + " with input " + text::display(inputs[u]) + " before", errors[t], known[u], 0, count));
    }
  }
  return all;
}

}  // namespace elman::tasks
