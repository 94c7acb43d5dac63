#include "elman/tasks/forecast_fit_choice.h"

#include <fmt/core.h>

#include <algorithm>
#include <set>
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

// Those with fewer delays first.
std::vector<data::Delays> candidates(bool has_inputs, const std::vector<int>& seasons) {
  std::vector<data::Delays> all;
  const auto add = [&](std::set<int> outputs, int inputs) {
    data::Delays delays{.outputs = {outputs.begin(), outputs.end()}, .inputs = {}};
    for (int delay = 0; has_inputs && delay < inputs; ++delay) delays.inputs.push_back(delay);
    all.push_back(std::move(delays));
  };
  const auto up_to = [](int last) {
    std::set<int> delays;
    for (int delay = 1; delay <= last; ++delay) delays.insert(delay);
    return delays;
  };
  for (const int order : {1, 2, 3, 4, 6, 8, 10, 12, 16, 20, 24}) add(up_to(order), order);
  for (const int season : seasons) {
    for (const int order : {1, 2, 3}) {
      std::set<int> delays = up_to(order);
      for (int multiple = 1; multiple <= 2; ++multiple) {
        for (int beyond = 0; beyond <= order; ++beyond) delays.insert(multiple * season + beyond);
        add(delays, order);
      }
    }
    constexpr int most_in_a_row = 200;
    if (season < most_in_a_row) add(up_to(season + 1), std::min(season + 1, 24));
  }
  std::stable_sort(all.begin(), all.end(),
                   [](const data::Delays& a, const data::Delays& b) { return a.outputs.size() < b.outputs.size(); });
  return all;
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

data::Delays choose_delays(const FitData& data, const std::vector<int>& seasons) {
  const std::size_t inputs = data.scaling.inputs.size();
  const std::size_t rows = rows_of(data.train);
  const std::size_t longest = longest_series(data.train);
  std::vector<data::Delays> tried = candidates(inputs > 0, seasons);
  const auto fits = [&](const data::Delays& delays) {
    const auto first = static_cast<std::size_t>(delays.longest());
    std::size_t scored = 0;
    for (const SeriesPart& part : data.dev) scored += part.end - std::min(std::max(part.begin, first), part.end);
    const std::size_t columns = delays.outputs.size() + delays.inputs.size() * inputs;
    return rows >= columns * 10 && longest > 2 * first && 2 * scored >= rows_of(data.dev);
  };
  tried.erase(std::remove_if(tried.begin() + 1, tried.end(), [&](const data::Delays& delays) { return !fits(delays); }),
              tried.end());
  std::vector<double> errors;
  for (const data::Delays& delays : tried) {
    model::ForecasterOptions options;
    options.delays = text_of_delays(delays.outputs);
    options.input_delays = text_of_delays(delays.inputs);
    errors.push_back(error_of(*solved_linear(data, options), data));
  }
  return tried[simplest(errors)];
}

KindChoice choose_kind(const FitData& data, const model::ForecasterOptions& options, bool has_degree) {
  std::vector<KindChoice> choices{{}};
  std::vector<double> errors{error_of(*solved_linear(data, options), data)};
  std::string reason = fmt::format("linear {:.2f}", errors.front());
  for (const int degree : {2, 3}) {
    if (has_degree && degree == 3) break;
    model::ForecasterOptions polynomial = options;
    polynomial.kind = model::ForecasterKind::polynomial;
    polynomial.degree = has_degree ? options.degree : degree;
    choices.push_back({.kind = polynomial.kind, .degree = polynomial.degree, .reason = {}});
    errors.push_back(error_of(*solved_polynomial(data, polynomial), data));
    reason += fmt::format(", polynomial of degree {} {:.2f}", polynomial.degree, errors.back());
  }
  KindChoice chosen = choices[simplest(errors)];
  chosen.reason = reason;
  return chosen;
}

std::unique_ptr<model::Forecaster> solved_linear(const FitData& data, model::ForecasterOptions options) {
  options.kind = model::ForecasterKind::linear;
  options.quantiles = "none";
  options.targets = static_cast<int>(data.scaling.targets.size());
  options.inputs = static_cast<int>(data.scaling.inputs.size());
  options.limits = scaled_limits(data.scaling);
  auto forecaster = std::make_unique<model::Forecaster>(options, nn::Initializer::zeros());
  const LinearFit fit = fit_linear(data.train, forecaster->options());
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
