#include "elman/model/forecaster.h"

#include <algorithm>
#include <string>

#include "elman/autograd/ops.h"
#include "elman/error.h"

namespace elman::model {

namespace {

void copy(std::span<const double> from, Parameter to) {
  if (static_cast<std::int64_t>(from.size()) != to.value().size()) {
    throw UsageError("forecaster: found " + std::to_string(from.size()) + " weights, expected " +
                     std::to_string(to.value().size()));
  }
  std::transform(from.begin(), from.end(), to.mutable_value().data(),
                 [](double weight) { return static_cast<Scalar>(weight); });
}

void fill(const nn::Linear& layer, Scalar value) {
  for (Parameter parameter : {layer.weight, layer.bias}) parameter.mutable_value().fill(value);
}

// Each of the rows so many times.
std::vector<double> repeated(std::span<const double> values, std::size_t rows, std::size_t times) {
  const std::size_t columns = values.size() / rows;
  std::vector<double> all;
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t i = 0; i < times; ++i) {
      const auto of_row = values.subspan(row * columns, columns);
      all.insert(all.end(), of_row.begin(), of_row.end());
    }
  }
  return all;
}

}  // namespace

Forecaster::Forecaster(const ForecasterOptions& options, const nn::Initializer& init)
    : options_(options),
      delays_(delays_of(options)),
      quantiles_(quantiles_of(options)),
      regressors_(regressor_count(options)) {
  check(options);
  limits_ = limits_of_outputs(1);
  if (!quantiles_.empty()) quantile_limits_ = limits_of_outputs(static_cast<std::int64_t>(quantiles_.size()) - 1);
  const std::int64_t targets = options.targets;
  const std::int64_t hidden = options.hidden_size;
  if (options.kind == ForecasterKind::polynomial) {
    term_begins_ = {0};
    for (const Term& term : options.terms) {
      factors_.insert(factors_.end(), term.begin(), term.end());
      term_begins_.push_back(static_cast<std::int32_t>(factors_.size()));
    }
    if (options.terms.empty()) throw UsageError("forecaster: a polynomial has no terms, expected at least one");
    weights_ = add_parameter("weight", init.constant({targets, static_cast<std::int64_t>(options.terms.size())}, 0));
    return;
  }
  if (options.shortcut || options.kind == ForecasterKind::linear) {
    add_module("shortcut", shortcut_.emplace(regressors_, targets, true, init));
  }
  if (options.kind == ForecasterKind::linear) return;
  if (is_recurrent(options.kind)) {
    const nn::RecurrentOptions layers{.input_size = regressors_, .hidden_size = hidden, .num_layers = options.layers};
    add_module("recurrent", recurrent_.emplace(cell_of(options.kind), layers, init));
  } else {
    add_module("layers.0", first_.emplace(regressors_, hidden, true, init));
    const bool delayed = options.kind == ForecasterKind::tdnn;
    int dilation = 1;
    for (int layer = 1; layer < options.layers; ++layer) {
      layers_.push_back(std::make_unique<nn::Conv1d>(
          nn::Conv1dOptions{.in = hidden, .out = hidden, .width = delayed ? options.width : 1, .dilation = dilation},
          init));
      add_module("layers." + std::to_string(layer), *layers_.back());
      if (delayed) dilation *= options.dilation;
    }
  }
  add_module("output", output_.emplace(hidden, targets, true, init));
  if (quantiles_.empty()) return;
  const std::int64_t others = targets * static_cast<std::int64_t>(quantiles_.size() - 1);
  add_module("quantiles.output", quantile_output_.emplace(hidden, others, true, init));
  if (shortcut_) add_module("quantiles.shortcut", quantile_shortcut_.emplace(regressors_, others, true, init));
}

std::int64_t Forecaster::context() const {
  std::int64_t steps = 0;
  for (const auto& layer : layers_) steps += layer->span();
  return steps;
}

Variable Forecaster::hidden(Tape& tape, Variable regressors, std::int64_t batch, ForecasterState& state) const {
  const std::int64_t time = regressors.rows() / batch;
  if (recurrent_) {
    const Variable x = ops::reshape(tape, regressors, Shape{time, batch, regressors_});
    const nn::SequenceOutput result = recurrent_->forward(tape, x, {}, state.h, state.c);
    state = {result.h_n, result.c_n};
    return ops::reshape(tape, result.output, Shape{time * batch, options_.hidden_size});
  }
  Variable h = ops::tanh(tape, first_->forward(tape, regressors));
  if (layers_.empty()) return h;
  h = ops::reshape(tape, h, Shape{time, batch, options_.hidden_size});
  for (const auto& layer : layers_) h = ops::tanh(tape, layer->forward(tape, h));
  return ops::reshape(tape, h, Shape{h.rows(), options_.hidden_size});
}

Forecaster::Output Forecaster::forward(Tape& tape, Variable regressors, std::int64_t batch,
                                       const ForecasterState& state) const {
  if (batch < 1 || regressors.columns() != regressors_ || regressors.rows() % batch != 0 ||
      regressors.rows() / batch <= context()) {
    throw UsageError("forecaster: regressors have shape " + regressors.shape().to_string() + ", expected (time * " +
                     std::to_string(batch) + ", " + std::to_string(regressors_) + ") with more than " +
                     std::to_string(context()) + " steps");
  }
  Output output{.values = {}, .state = state, .quantiles = {}};
  if (weights_) {
    output.values = ops::linear(tape, ops::monomials(tape, regressors, term_begins_, factors_), weights_);
    apply_limits(tape, output);
    return output;
  }
  if (output_) {
    const Variable known = hidden(tape, regressors, batch, output.state);
    output.values = output_->forward(tape, known);
    if (quantile_output_) output.quantiles = quantile_output_->forward(tape, known);
  }
  if (shortcut_) {
    const std::int64_t before = context() * batch;
    if (before > 0) regressors = ops::slice_rows(tape, regressors, before, regressors.rows());
    const Variable linear = shortcut_->forward(tape, regressors);
    output.values = output_ ? ops::add(tape, output.values, linear) : linear;
    if (quantile_shortcut_) {
      output.quantiles = ops::add(tape, output.quantiles, quantile_shortcut_->forward(tape, regressors));
    }
  }
  apply_limits(tape, output);
  return output;
}

Forecaster::OutputLimits Forecaster::limits_of_outputs(std::int64_t outputs_of_target) const {
  OutputLimits limits;
  for (const data::Limits& of_target : options_.limits) {
    limits.lower.insert(limits.lower.end(), static_cast<std::size_t>(outputs_of_target),
                        static_cast<Scalar>(of_target.lower));
    limits.upper.insert(limits.upper.end(), static_cast<std::size_t>(outputs_of_target),
                        static_cast<Scalar>(of_target.upper));
  }
  return limits;
}

void Forecaster::apply_limits(Tape& tape, Output& output) const {
  if (options_.limits.empty()) return;
  output.values = ops::limit(tape, output.values, limits_.lower, limits_.upper);
  if (!output.quantiles) return;
  output.quantiles = ops::limit(tape, output.quantiles, quantile_limits_.lower, quantile_limits_.upper);
}

void Forecaster::begin_as(std::span<const double> weight, std::span<const double> bias) {
  if (!shortcut_) return;
  copy(weight, shortcut_->weight);
  copy(bias, shortcut_->bias);
  if (!output_) return;
  fill(*output_, 0);
  if (!quantile_shortcut_) return;
  copy(repeated(weight, bias.size(), quantiles_.size() - 1), quantile_shortcut_->weight);
  copy(repeated(bias, bias.size(), quantiles_.size() - 1), quantile_shortcut_->bias);
  fill(*quantile_output_, 0);
}

void Forecaster::set_weights(std::span<const double> weights) { copy(weights, weights_); }

}  // namespace elman::model
