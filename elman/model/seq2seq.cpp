#include "elman/model/seq2seq.h"

#include <algorithm>
#include <numeric>

#include "elman/autograd/ops.h"
#include "elman/error.h"

namespace elman::model {

namespace {

nn::AttentionScore score_of(AttentionKind kind) {
  switch (kind) {
    case AttentionKind::dot:
      return nn::AttentionScore::dot;
    case AttentionKind::additive:
      return nn::AttentionScore::additive;
    default:
      return nn::AttentionScore::general;
  }
}

// The source column that each row of the target belongs to.
std::span<const std::int32_t> items_of_rows(Tape& tape, const data::Batch& batch) {
  const std::size_t rows = batch.target_in.ids.size();
  auto* item = tape.array<std::int32_t>(rows);
  std::int32_t* next = item;
  for (const std::int32_t alive : batch.target_in.alive)
    next = std::copy_n(batch.source_of_target.begin(), alive, next);
  return {item, rows};
}

// (layers, batch, H): item i of every layer becomes what item from[i] was.
Variable choose_items(Tape& tape, Variable state, std::span<const std::int32_t> from) {
  if (!state) return state;
  const std::int64_t layers = state.shape()[0];
  const std::int64_t batch = state.shape()[1];
  const std::size_t count = static_cast<std::size_t>(layers) * from.size();
  auto* rows = tape.array<std::int32_t>(count);
  std::int32_t* next = rows;
  for (std::int64_t layer = 0; layer < layers; ++layer) {
    for (const std::int32_t item : from) *next++ = static_cast<std::int32_t>(layer * batch + item);
  }
  return ops::reshape(tape, ops::index_rows(tape, state, {rows, count}),
                      Shape{layers, static_cast<std::int64_t>(from.size()), state.columns()});
}

// The first `items` items of every layer.
Variable first_items(Tape& tape, Variable state, std::int64_t items) {
  if (!state || state.shape()[1] == items) return state;
  if (state.shape()[0] == 1)
    return ops::reshape(tape, ops::slice_rows(tape, state, 0, items), Shape{1, items, state.columns()});
  auto* from = tape.array<std::int32_t>(static_cast<std::size_t>(items));
  std::iota(from, from + items, 0);
  return choose_items(tape, state, {from, static_cast<std::size_t>(items)});
}

}  // namespace

Seq2Seq::Seq2Seq(const Seq2SeqOptions& options, const nn::Initializer& init) : options_(options) {
  check(options);
  const std::int64_t hidden = options.hidden_size;
  const std::int64_t source_size = (options.bidirectional ? 2 : 1) * hidden;
  const ops::Cell cell = cell_of(options.architecture);

  nn::RecurrentOptions encoder{.input_size = options.embedding_size, .hidden_size = hidden};
  encoder.num_layers = options.encoder_layers;
  encoder.dropout = options.dropout;
  encoder.bidirectional = options.bidirectional;
  nn::RecurrentOptions decoder{.input_size = options.embedding_size + (options.input_feeding ? hidden : 0)};
  decoder.hidden_size = hidden;
  decoder.num_layers = options.decoder_layers;
  decoder.dropout = options.dropout;

  add_module("encoder.embedding", source_embedding_.emplace(options.source_symbols, options.embedding_size, init));
  add_module("encoder.rnn", encoder_.emplace(cell, encoder, init));
  if (options.bidirectional) {
    add_module("bridge.h", bridge_h_.emplace(source_size, hidden, true, init));
    if (cell == ops::Cell::lstm) add_module("bridge.c", bridge_c_.emplace(source_size, hidden, true, init));
  }
  add_module("decoder.embedding", target_embedding_.emplace(options.target_symbols, options.embedding_size, init));
  add_module("decoder.rnn", decoder_.emplace(cell, decoder, init));
  if (has_attention()) {
    const nn::AttentionOptions attention{score_of(options.attention), hidden, source_size, hidden};
    add_module("attention", attention_.emplace(attention, init));
    add_module("combine", combine_.emplace(source_size + hidden, hidden, true, init));
  }
  add_module("output", output_.emplace(hidden, options.target_symbols, true, init));
}

Variable Seq2Seq::bridged(Tape& tape, Variable encoder_state, const nn::Linear* map, bool squash) const {
  if (!encoder_state) return {};
  // Decoder layer l starts from encoder layer l, or from the top one where the encoder has fewer.
  const std::int64_t directions = encoder_->directions();
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

Seq2Seq::Encoded Seq2Seq::encode(Tape& tape, const data::SequenceBatch& source) const {
  const Variable table = ops::dropout(tape, source_embedding_->weight, options_.dropout);
  const nn::SequenceOutput read = encoder_->forward_rows(tape, {table, source.ids}, source.live());
  Encoded encoded;
  encoded.state.h = bridged(tape, read.h_n, bridge_h_ ? &*bridge_h_ : nullptr, true);
  encoded.state.c = bridged(tape, read.c_n, bridge_c_ ? &*bridge_c_ : nullptr, false);
  if (has_attention()) {
    encoded.source.value = ops::dropout(tape, read.output, options_.dropout);
    encoded.source.key = attention_->project(tape, encoded.source.value);
    encoded.source.steps = source.live();
    encoded.source.length = source.lengths;
  }
  if (options_.input_feeding) {
    encoded.state.feed = tape.make(Shape{source.count, options_.hidden_size}, false);
    encoded.state.feed.state()->value.fill(0);
  }
  return encoded;
}

Seq2Seq::Attended Seq2Seq::attend(Tape& tape, Variable output, std::span<const std::int32_t> item,
                                  const Encoded& encoded) const {
  if (!has_attention()) return {output, {}};
  const ops::AttentionOutput attended = attention_->forward(tape, output, item, encoded.source);
  const Variable both = ops::concat_columns(tape, attended.context, output);
  return {ops::tanh(tape, combine_->forward(tape, both)), attended.weights};
}

Seq2Seq::Attended Seq2Seq::step(Tape& tape, std::span<const std::int32_t> ids, std::span<const std::int32_t> item,
                                const Encoded& encoded, DecoderState& state) const {
  const auto rows = static_cast<std::int32_t>(ids.size());
  const std::int32_t first = 0;
  ops::RecurrentInput input{target_embedding_->weight, ids};
  if (options_.input_feeding) {
    input = {ops::concat_columns(tape, ops::index_rows(tape, target_embedding_->weight, ids), state.feed), {}};
  }
  const nn::SequenceOutput read = decoder_->forward_rows(tape, input, {1, &first, &rows}, state.h, state.c);
  Attended attended = attend(tape, read.output, item, encoded);
  state.h = read.h_n;
  state.c = read.c_n;
  if (options_.input_feeding) state.feed = attended.state;
  return attended;
}

// Input feeding: step by step, since each reads what the one before has written.
Variable Seq2Seq::fed_states(Tape& tape, const data::Batch& batch, const Encoded& encoded, DecoderState state,
                             std::span<const std::int32_t> item) const {
  const data::SequenceBatch& target = batch.target_in;
  const Variable table = ops::dropout(tape, target_embedding_->weight, options_.dropout);
  const Variable embedded = ops::index_rows(tape, table, target.ids);
  auto* states = tape.array<Variable>(static_cast<std::size_t>(target.steps));
  for (std::int32_t t = 0; t < target.steps; ++t) {
    const std::int32_t first = target.first[t];
    const std::int32_t alive = target.alive[t];
    const std::int32_t zero = 0;
    state.h = first_items(tape, state.h, alive);
    state.c = first_items(tape, state.c, alive);
    if (state.feed.rows() != alive) state.feed = ops::slice_rows(tape, state.feed, 0, alive);
    const Variable x = ops::concat_columns(tape, ops::slice_rows(tape, embedded, first, first + alive), state.feed);
    const nn::SequenceOutput read = decoder_->forward_rows(tape, {x, {}}, {1, &zero, &alive}, state.h, state.c);
    state.h = read.h_n;
    state.c = read.c_n;
    state.feed = attend(tape, read.output,
                        item.subspan(static_cast<std::size_t>(first), static_cast<std::size_t>(alive)), encoded)
                     .state;
    states[t] = state.feed;
  }
  return ops::concat_rows(tape, {states, static_cast<std::size_t>(target.steps)});
}

Variable Seq2Seq::output_logits(Tape& tape, Variable state) const {
  return output_->forward(tape, ops::dropout(tape, state, options_.dropout));
}

Variable Seq2Seq::logits(Tape& tape, const data::Batch& batch) const {
  const Encoded encoded = encode(tape, batch.source);
  DecoderState start = encoded.state;
  start.h = choose_items(tape, start.h, batch.source_of_target);
  start.c = choose_items(tape, start.c, batch.source_of_target);
  const std::span<const std::int32_t> item = items_of_rows(tape, batch);
  if (options_.input_feeding) return output_logits(tape, fed_states(tape, batch, encoded, start, item));
  const Variable table = ops::dropout(tape, target_embedding_->weight, options_.dropout);
  const nn::SequenceOutput read =
      decoder_->forward_rows(tape, {table, batch.target_in.ids}, batch.target_in.live(), start.h, start.c);
  return output_logits(tape, attend(tape, read.output, item, encoded).state);
}

Variable Seq2Seq::loss(Tape& tape, const data::Batch& batch, Scalar label_smoothing) const {
  return ops::cross_entropy(tape, logits(tape, batch), batch.target_out, {.label_smoothing = label_smoothing});
}

}  // namespace elman::model
