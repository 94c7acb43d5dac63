#include "elman/model/bridge.h"

#include <algorithm>

#include "elman/autograd/ops.h"

namespace elman::model {

nn::RecurrentOptions decoder_layers_of(const Seq2SeqOptions& options, std::int64_t input_size) {
  nn::RecurrentOptions layers{.input_size = input_size, .hidden_size = options.hidden_size};
  layers.num_layers = options.decoder_layers;
  layers.dropout = options.dropout;
  return layers;
}

Bridge::Bridge(const Seq2SeqOptions& options, const nn::Initializer& init) : options_(options) {
  const std::int64_t source = encoded_size(options);
  if (is_transformer_encoder(options) || source == options.hidden_size) return;
  add_module("h", h_.emplace(source, options.hidden_size, true, init));
  if (cell_of(options.architecture) == ops::Cell::lstm) {
    add_module("c", c_.emplace(source, options.hidden_size, true, init));
  }
}

Variable Bridge::bridged(Tape& tape, Variable encoder_state, const nn::Linear* map, bool squash) const {
  if (!encoder_state) return {};
  const std::int64_t directions = options_.bidirectional ? 2 : 1;
  const std::int64_t batch = encoder_state.shape()[1];
  const std::int64_t hidden = options_.hidden_size;
  const auto count = static_cast<std::size_t>(options_.decoder_layers);
  auto* layers = tape.array<Variable>(count);
  for (int layer = 0; layer < options_.decoder_layers; ++layer) {
    const std::int64_t from = std::min(layer, options_.encoder_layers - 1) * directions * batch;
    Variable state = ops::slice_rows(tape, encoder_state, from, from + batch);
    if (map != nullptr) {
      const Variable reverse = ops::slice_rows(tape, encoder_state, from + batch, from + 2 * batch);
      state = map->forward(tape, ops::concat_columns(tape, state, reverse));
      if (squash) state = ops::tanh(tape, state);
    }
    layers[layer] = state;
  }
  const Variable all = count == 1 ? layers[0] : ops::concat_rows(tape, {layers, count});
  return ops::reshape(tape, all, Shape{options_.decoder_layers, batch, hidden});
}

LayerStates Bridge::begin(Tape& tape, const Encoded& encoded) const {
  return {bridged(tape, encoded.last_h, h_ ? &*h_ : nullptr, true),
          bridged(tape, encoded.last_c, c_ ? &*c_ : nullptr, false)};
}

void Bridge::begin(Tape& tape, const Encoded& encoded, State& state) const {
  const LayerStates first = begin(tape, encoded);
  const auto batch = static_cast<std::int64_t>(encoded.lengths.size());
  const auto add = [&](const char* name, Variable value) {
    const Shape shape{options_.decoder_layers, batch, options_.hidden_size};
    value ? state.add(name, 1, value) : state.add(name, 1, shape);
  };
  add("h", first.h);
  if (cell_of(options_.architecture) == ops::Cell::lstm) add("c", first.c);
}

Variable choose_items(Tape& tape, Variable state, std::span<const std::int32_t> from) {
  if (!state) return state;
  const std::int64_t layers = state.shape()[0];
  const std::int64_t batch = state.shape()[1];
  const std::size_t count = static_cast<std::size_t>(layers) * from.size();
  auto* rows = tape.array<std::int32_t>(count);
  std::int32_t* next = rows;
  for (std::int64_t layer = 0; layer < layers; ++layer) {
    for (const std::int32_t index : from) *next++ = static_cast<std::int32_t>(layer * batch + index);
  }
  return ops::reshape(tape, ops::index_rows(tape, state, {rows, count}),
                      Shape{layers, static_cast<std::int64_t>(from.size()), state.columns()});
}

}  // namespace elman::model
