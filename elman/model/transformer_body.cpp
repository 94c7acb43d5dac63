#include "elman/model/transformer_body.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "elman/autograd/ops.h"

namespace elman::model {

namespace {

// Embeddings are multiplied by the root of the width: so they begin with variance 1, and as an output layer with small
// scores.
Scalar deviation_of(const LanguageModelOptions& options) {
  return Scalar(1) / std::sqrt(static_cast<Scalar>(options.hidden_size));
}

// The items' lengths, from how many are alive at each step.
std::span<const std::int32_t> lengths_of(Tape& tape, const Steps& steps) {
  const auto batch = static_cast<std::size_t>(steps.batch());
  auto* lengths = tape.array<std::int32_t>(batch);
  std::fill_n(lengths, batch, 0);
  for (int t = 0; t < steps.count; ++t) {
    for (std::int32_t b = 0; b < steps.alive[t]; ++b) ++lengths[b];
  }
  return {lengths, batch};
}

}  // namespace

TransformerBody::TransformerBody(const LanguageModelOptions& options, const nn::Initializer& init)
    : size_(options.hidden_size),
      input_dropout_(options.input_dropout),
      dropout_(options.dropout),
      embedding_(options.symbols, options.hidden_size, init, deviation_of(options)),
      positions_({.kind = options.positions, .size = options.hidden_size, .longest = options.context}, init) {
  add_module("embedding", embedding_);
  add_module("positions", positions_);
  for (int layer = 0; layer < options.layers; ++layer) {
    layers_.push_back(std::make_unique<nn::TransformerEncoderLayer>(transformer_layer_of(options), init));
    add_module("layers." + std::to_string(layer), *layers_.back());
  }
  if (options.norm == NormKind::pre) add_module("norm", norm_.emplace(size_, init));
}

Variable TransformerBody::embed(Tape& tape, std::span<const std::int32_t> ids,
                                std::span<const std::int32_t> position) const {
  const Scalar factor = std::sqrt(static_cast<Scalar>(size_));
  const Variable table = ops::dropout(tape, embedding_.weight, input_dropout_);
  return ops::dropout(tape, positions_.forward(tape, ops::index_rows(tape, table, ids), position, factor), dropout_);
}

State TransformerBody::start(std::int64_t rows) const {
  State state;
  for (std::size_t layer = 0; layer < layers_.size(); ++layer) {
    const std::string prefix = "layers." + std::to_string(layer);
    state.add(prefix + ".keys", 1, Shape{0, rows, size_});
    state.add(prefix + ".values", 1, Shape{0, rows, size_});
  }
  return state;
}

Variable TransformerBody::read(Tape& tape, std::span<const std::int32_t> ids, const Steps& steps,
                               State* /*state*/) const {
  const ops::AttentionPattern pattern = ops::self_attention_pattern(tape, steps, lengths_of(tape, steps), true);
  Variable x = embed(tape, ids, nn::positions_of(tape, steps));
  for (const auto& layer : layers_) x = layer->forward(tape, x, pattern);
  return norm_ ? norm_->forward(tape, x) : x;
}

Variable TransformerBody::step(Tape& tape, std::span<const std::int32_t> ids, State& state) const {
  const auto rows = static_cast<std::int32_t>(ids.size());
  const auto done = static_cast<std::int32_t>(state.tensor(0).shape()[0]);
  auto* position = tape.array<std::int32_t>(ids.size());
  std::fill_n(position, rows, done);
  const ops::AttentionPattern pattern = ops::cached_attention_pattern(tape, done + 1, rows);
  Variable x = embed(tape, ids, {position, ids.size()});
  for (std::size_t layer = 0; layer < layers_.size(); ++layer) {
    x = layers_[layer]->step(tape, x, {state.grow(2 * layer), state.grow(2 * layer + 1)}, pattern);
  }
  return norm_ ? norm_->forward(tape, x) : x;
}

}  // namespace elman::model
