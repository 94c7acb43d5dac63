#include "elman/model/recurrent_body.h"

#include <algorithm>

#include "elman/autograd/ops.h"

namespace elman::model {

namespace {

nn::RecurrentOptions layers_of(const LanguageModelOptions& options) {
  nn::RecurrentOptions layers{.input_size = options.embedding_size};
  layers.hidden_size = options.hidden_size;
  layers.num_layers = options.layers;
  layers.dropout = options.dropout;
  layers.variational = options.variational;
  layers.weight_dropout = options.weight_dropout;
  return layers;
}

// A part as it is now: the backward pass needs it when the state has moved on.
Variable before(Tape& tape, const State& state, std::size_t part) {
  const Variable shared = state.on(tape, part);
  if (!tape.recording()) return shared;
  Variable copy = tape.make(shared.shape(), false);
  std::copy_n(shared.data(), shared.value().size(), copy.state()->value.data());
  return copy;
}

}  // namespace

RecurrentBody::RecurrentBody(const LanguageModelOptions& options, const nn::Initializer& init)
    : input_dropout_(options.input_dropout),
      has_c_(cell_of(options.architecture) == ops::Cell::lstm),
      embedding_(options.symbols, options.embedding_size, init),
      layers_(cell_of(options.architecture), layers_of(options), init) {
  add_module("embedding", embedding_);
  add_module("rnn", layers_);
}

State RecurrentBody::start(std::int64_t rows) const {
  const Shape shape{layers_.options().num_layers, rows, width()};
  State state;
  state.add("h", 1, shape);
  if (has_c_) state.add("c", 1, shape);
  return state;
}

Variable RecurrentBody::read(Tape& tape, std::span<const std::int32_t> ids, const Steps& steps, State* state) const {
  const Variable table = ops::dropout(tape, embedding_.weight, input_dropout_);
  const Variable h = state != nullptr ? before(tape, *state, 0) : Variable();
  const Variable c = state != nullptr && has_c_ ? before(tape, *state, 1) : Variable();
  const nn::SequenceOutput out = layers_.forward_rows(tape, {table, ids}, steps, h, c);
  if (state != nullptr) {
    state->set(0, out.h_n);
    if (has_c_) state->set(1, out.c_n);
  }
  return out.output;
}

Variable RecurrentBody::step(Tape& tape, std::span<const std::int32_t> ids, State& state) const {
  return read(tape, ids, rectangle(tape, static_cast<std::int32_t>(ids.size()), 1), &state);
}

}  // namespace elman::model
