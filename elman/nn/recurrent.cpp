#include "elman/nn/recurrent.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <numeric>
#include <string>

#include "elman/error.h"

namespace elman::nn {

namespace {

// A padded batch ordered by length: its steps, and how to get there and back.
struct Ordered {
  std::vector<std::int32_t> first;
  std::vector<std::int32_t> alive;
  std::vector<std::int32_t> order;    // ordered column -> given column
  std::vector<std::int32_t> inverse;  // given column -> ordered column
  bool moved = false;

  Steps steps() const { return {static_cast<int>(first.size()), first.data(), alive.data()}; }
};

Ordered order_by_length(std::int32_t time, std::int32_t batch, std::span<const std::int32_t> lengths) {
  Ordered ordered;
  ordered.order.resize(static_cast<std::size_t>(batch));
  std::iota(ordered.order.begin(), ordered.order.end(), 0);
  if (!lengths.empty()) {
    if (static_cast<std::int32_t>(lengths.size()) != batch) {
      throw UsageError("recurrent layer: " + std::to_string(lengths.size()) + " lengths for a batch of " +
                       std::to_string(batch));
    }
    for (const std::int32_t length : lengths) {
      if (length < 1 || length > time) {
        throw UsageError("recurrent layer: a length is " + std::to_string(length) + ", expected 1 to " +
                         std::to_string(time));
      }
    }
    std::stable_sort(ordered.order.begin(), ordered.order.end(),
                     [&](std::int32_t a, std::int32_t b) { return lengths[a] > lengths[b]; });
    ordered.moved = !std::is_sorted(ordered.order.begin(), ordered.order.end());
  }
  ordered.inverse.resize(ordered.order.size());
  for (std::size_t i = 0; i < ordered.order.size(); ++i)
    ordered.inverse[ordered.order[i]] = static_cast<std::int32_t>(i);
  const std::int32_t longest = lengths.empty() ? time : *std::max_element(lengths.begin(), lengths.end());
  for (std::int32_t t = 0; t < longest; ++t) {
    std::int32_t alive = batch;
    if (!lengths.empty()) {
      alive = static_cast<std::int32_t>(
          std::count_if(lengths.begin(), lengths.end(), [t](std::int32_t n) { return n > t; }));
    }
    ordered.first.push_back(t * batch);
    ordered.alive.push_back(alive);
  }
  return ordered;
}

// Moves the columns of blocks of `batch` rows: row b of each block becomes row columns[b].
Variable move_columns(Tape& tape, Variable x, const Shape& shape, std::span<const std::int32_t> columns) {
  const std::int64_t batch = static_cast<std::int64_t>(columns.size());
  const std::int64_t rows = x.rows();
  std::vector<std::int32_t> ids(static_cast<std::size_t>(rows));
  for (std::int64_t r = 0; r < rows; ++r) ids[r] = static_cast<std::int32_t>(r / batch * batch + columns[r % batch]);
  return ops::reshape(tape, ops::index_rows(tape, x, ids), shape);
}

Variable state_of_layer(Tape& tape, Variable state, int layer, int directions, std::int64_t batch,
                        std::int64_t hidden) {
  if (!state) return {};
  const std::int64_t rows = directions * batch;
  return ops::reshape(tape, ops::slice_rows(tape, state, layer * rows, (layer + 1) * rows),
                      Shape{directions, batch, hidden});
}

ops::Cell rnn_cell(Nonlinearity nonlinearity) {
  return nonlinearity == Nonlinearity::tanh ? ops::Cell::rnn_tanh : ops::Cell::rnn_relu;
}

void check_options(const RecurrentOptions& options) {
  if (options.input_size < 1 || options.hidden_size < 1 || options.num_layers < 1) {
    throw UsageError("recurrent layer: input_size, hidden_size and num_layers must be at least 1");
  }
  for (const Scalar p : {options.dropout, options.weight_dropout}) {
    if (!(p >= 0 && p < 1)) throw UsageError("recurrent layer: dropout must be in [0, 1)");
  }
}

}  // namespace

RecurrentLayers::RecurrentLayers(ops::Cell cell, const RecurrentOptions& options, const Initializer& init)
    : cell_(cell), options_(options) {
  check_options(options);
  const std::int64_t hidden = options.hidden_size;
  const std::int64_t gates = ops::gate_count(cell) * hidden;
  const Scalar bound = Scalar(1) / std::sqrt(static_cast<Scalar>(hidden));
  for (int layer = 0; layer < options.num_layers; ++layer) {
    const std::int64_t input = layer == 0 ? options.input_size : directions() * hidden;
    auto& weights = layers_.emplace_back();
    for (int direction = 0; direction < directions(); ++direction) {
      const std::string suffix = "_l" + std::to_string(layer) + (direction == 1 ? "_reverse" : "");
      ops::RecurrentWeights w;
      w.weight_ih = add_parameter("weight_ih" + suffix, init.uniform({gates, input}, bound));
      w.weight_hh = add_parameter("weight_hh" + suffix, init.uniform({gates, hidden}, bound));
      if (options.bias) {
        w.bias_ih = add_parameter("bias_ih" + suffix, init.uniform({gates}, bound));
        w.bias_hh = add_parameter("bias_hh" + suffix, init.uniform({gates}, bound));
      }
      weights.push_back(w);
    }
  }
}

SequenceOutput RecurrentLayers::forward_rows(Tape& tape, const ops::RecurrentInput& input, const Steps& steps,
                                             Variable h0, Variable c0) const {
  const std::int64_t batch = steps.batch();
  const std::int64_t hidden = options_.hidden_size;
  const auto layers = static_cast<std::size_t>(options_.num_layers);
  auto* h_n = tape.array<Variable>(layers);
  auto* c_n = tape.array<Variable>(layers);
  ops::RecurrentInput layer_input = input;
  Variable output;
  const auto with_dropped_weights = [&](const std::vector<ops::RecurrentWeights>& given) {
    auto* weights = tape.array<ops::RecurrentWeights>(given.size());
    std::uninitialized_copy(given.begin(), given.end(), weights);
    for (std::size_t d = 0; d < given.size(); ++d) {
      weights[d].weight_hh = ops::dropout(tape, weights[d].weight_hh, options_.weight_dropout);
    }
    return std::span<const ops::RecurrentWeights>(weights, given.size());
  };
  for (int layer = 0; layer < options_.num_layers; ++layer) {
    const ops::RecurrentOutput result =
        ops::recurrent(tape, cell_, steps, layer_input, with_dropped_weights(layers_[static_cast<std::size_t>(layer)]),
                       state_of_layer(tape, h0, layer, directions(), batch, hidden),
                       state_of_layer(tape, c0, layer, directions(), batch, hidden));
    output = result.output;
    h_n[layer] = result.h_n;
    c_n[layer] = result.c_n;
    if (layer + 1 == options_.num_layers) break;
    layer_input = {options_.variational ? ops::variational_dropout(tape, output, steps, options_.dropout)
                                        : ops::dropout(tape, output, options_.dropout),
                   {}};
  }
  const Shape state{static_cast<std::int64_t>(options_.num_layers) * directions(), batch, hidden};
  const auto stack = [&](const Variable* parts) {
    return layers == 1 || !parts[0] ? parts[0] : ops::reshape(tape, ops::concat_rows(tape, {parts, layers}), state);
  };
  return {output, stack(h_n), stack(c_n)};
}

SequenceOutput RecurrentLayers::forward(Tape& tape, Variable x, std::span<const std::int32_t> lengths, Variable h0,
                                        Variable c0) const {
  if (x.shape().rank() != 3 || x.columns() != options_.input_size) {
    throw UsageError("recurrent layer: x has shape " + x.shape().to_string() + ", expected " +
                     (options_.batch_first ? "(batch, time, " : "(time, batch, ") +
                     std::to_string(options_.input_size) + ")");
  }
  if (options_.batch_first) x = ops::swap_leading(tape, x);
  const std::int64_t time = x.shape()[0];
  const std::int64_t batch = x.shape()[1];
  const std::int64_t width = directions() * options_.hidden_size;
  const Shape state{static_cast<std::int64_t>(options_.num_layers) * directions(), batch, options_.hidden_size};
  if (h0 && h0.shape() != state) throw UsageError("recurrent layer: h0 must be " + state.to_string());
  if (c0 && c0.shape() != state) throw UsageError("recurrent layer: c0 must be " + state.to_string());
  const Ordered ordered = order_by_length(static_cast<std::int32_t>(time), static_cast<std::int32_t>(batch), lengths);
  if (ordered.moved) {
    x = move_columns(tape, x, x.shape(), ordered.order);
    if (h0) h0 = move_columns(tape, h0, state, ordered.order);
    if (c0) c0 = move_columns(tape, c0, state, ordered.order);
  }
  const Variable rows = ops::reshape(tape, x, Shape{time * batch, x.columns()});
  SequenceOutput result = forward_rows(tape, {rows, {}}, ordered.steps(), h0, c0);
  result.output = ops::reshape(tape, result.output, Shape{time, batch, width});
  if (ordered.moved) {
    result.output = move_columns(tape, result.output, Shape{time, batch, width}, ordered.inverse);
    result.h_n = move_columns(tape, result.h_n, state, ordered.inverse);
    if (result.c_n) result.c_n = move_columns(tape, result.c_n, state, ordered.inverse);
  }
  if (options_.batch_first) result.output = ops::swap_leading(tape, result.output);
  return result;
}

RNN::RNN(const RecurrentOptions& options, const Initializer& init)
    : RecurrentLayers(rnn_cell(options.nonlinearity), options, init) {}

}  // namespace elman::nn
