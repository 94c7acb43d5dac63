#include "elman/tasks/forecast_fit_choice.h"

#include <algorithm>
#include <utility>

#include "elman/model/rollout.h"
#include "elman/nn/initializer.h"
#include "elman/tasks/forecast_fitting.h"

namespace elman::tasks {

namespace {

constexpr double as_good = 1.02;  // of the best error: a simpler model is taken up to there

double error_of(const model::Forecaster& forecaster, const FitData& data) {
  return relative_error(forecasts_of(forecaster, data.dev, data.scaling, data.plan), data.scaling);
}

// The first that is about as good as the best.
std::size_t simplest(const std::vector<double>& errors) {
  const double best = *std::min_element(errors.begin(), errors.end());
  return static_cast<std::size_t>(
      std::find_if(errors.begin(), errors.end(), [best](double error) { return error <= as_good * best; }) -
      errors.begin());
}

std::string range(int first, int last) {
  return first == last ? std::to_string(first) : std::to_string(first) + ".." + std::to_string(last);
}

std::size_t longest_series(const std::vector<SeriesPart>& parts) {
  std::size_t rows = 0;
  for (const SeriesPart& part : parts) rows = std::max(rows, part.end);
  return rows;
}

}  // namespace

std::string text_of_delays(const std::vector<int>& delays) {
  std::string text;
  for (std::size_t i = 0; i < delays.size();) {
    std::size_t last = i;
    while (last + 1 < delays.size() && delays[last + 1] == delays[last] + 1) ++last;
    text.append(text.empty() ? "" : ",").append(range(delays[i], delays[last]));
    i = last + 1;
  }
  return text.empty() ? "none" : text;
}

data::Delays choose_delays(const FitData& data) {
  const std::size_t inputs = data.scaling.inputs.size();
  std::vector<data::Delays> tried;
  std::vector<double> errors;
  const std::size_t rows = rows_of(data.train);
  for (const int order : {1, 2, 3, 4, 6, 8, 10, 12, 16, 20, 24}) {
    const auto most = static_cast<std::size_t>(order);
    const bool fits = rows >= most * (1 + inputs) * 10 && longest_series(data.train) > 2 * most;
    if (!fits && !tried.empty()) break;
    data::Delays delays;
    for (int delay = 1; delay <= order; ++delay) delays.outputs.push_back(delay);
    for (int delay = 0; inputs > 0 && delay < order; ++delay) delays.inputs.push_back(delay);
    tried.push_back(delays);
    model::ForecasterOptions options;
    options.delays = text_of_delays(delays.outputs);
    options.input_delays = text_of_delays(delays.inputs);
    errors.push_back(error_of(*solved_linear(data, options), data));
  }
  return tried[simplest(errors)];
}

std::unique_ptr<model::Forecaster> solved_linear(const FitData& data, model::ForecasterOptions options) {
  options.kind = model::ForecasterKind::linear;
  options.targets = static_cast<int>(data.scaling.targets.size());
  options.inputs = static_cast<int>(data.scaling.inputs.size());
  auto forecaster = std::make_unique<model::Forecaster>(options, nn::Initializer::zeros());
  const LinearFit fit = fit_linear(data.train, forecaster->delays());
  forecaster->begin_as(fit.weight, fit.bias);
  return forecaster;
}

std::unique_ptr<model::Forecaster> solved_polynomial(const FitData& data, model::ForecasterOptions options) {
  PolynomialFit fit = fit_polynomial(data.train, options);
  std::vector<double> errors;
  const std::vector<model::Term> terms = std::move(fit.terms);
  const auto with_terms = [&](std::size_t count) {
    options.terms.assign(terms.begin(), terms.begin() + static_cast<std::ptrdiff_t>(count));
    auto forecaster = std::make_unique<model::Forecaster>(options, nn::Initializer::zeros());
    forecaster->set_weights(fit.weights[count - 1]);
    return forecaster;
  };
  for (std::size_t count = 1; count <= terms.size(); ++count) errors.push_back(error_of(*with_terms(count), data));
  return with_terms(simplest(errors) + 1);
}

}  // namespace elman::tasks
