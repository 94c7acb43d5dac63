#include "elman/model/recurrent_decoder.h"

#include <algorithm>
#include <numeric>

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

// The first `count` batch indices of every layer.
Variable first_of(Tape& tape, Variable state, std::int64_t count) {
  if (!state || state.shape()[1] == count) return state;
  if (state.shape()[0] == 1)
    return ops::reshape(tape, ops::slice_rows(tape, state, 0, count), Shape{1, count, state.columns()});
  auto* from = tape.array<std::int32_t>(static_cast<std::size_t>(count));
  std::iota(from, from + count, 0);
  return choose_items(tape, state, {from, static_cast<std::size_t>(count)});
}

}  // namespace

RecurrentDecoder::RecurrentDecoder(const Seq2SeqOptions& options, const nn::Initializer& init) : options_(options) {
  const std::int64_t hidden = options.hidden_size;
  const std::int64_t source = encoded_size(options);
  add_module("bridge", bridge_.emplace(options, init));
  add_module("decoder.embedding", embedding_.emplace(options.target_symbols, options.embedding_size, init));
  const std::int64_t input = options.embedding_size + (options.input_feeding ? options.hidden_size : 0);
  add_module("decoder.rnn", layers_.emplace(cell_of(options.architecture), decoder_layers_of(options, input), init));
  if (options.attention != AttentionKind::none) {
    const nn::AttentionOptions attention{score_of(options.attention), hidden, source, hidden};
    add_module("attention", attention_.emplace(attention, init));
    add_module("combine", combine_.emplace(source + hidden, hidden, true, init));
  }
  add_module("output", output_.emplace(hidden, options.target_symbols, true, init));
}

RecurrentDecoder::Hidden RecurrentDecoder::begin(Tape& tape, const Encoded& encoded) const {
  const LayerStates first = bridge_->begin(tape, encoded);
  Hidden hidden{first.h, first.c, {}};
  if (options_.input_feeding) {
    hidden.feed = tape.make(Shape{static_cast<std::int64_t>(encoded.lengths.size()), options_.hidden_size}, false);
    hidden.feed.state()->value.fill(0);
  }
  return hidden;
}

Memory RecurrentDecoder::memory(Tape& tape, const Encoded& encoded) const {
  if (!attention_) return {};
  auto* made = tape.array<Variable>(2);
  made[0] = ops::dropout(tape, encoded.rows, options_.dropout);
  made[1] = attention_->project(tape, made[0]);
  return {encoded.steps, encoded.lengths, encoded.symbols, {made, 2}};
}

RecurrentDecoder::Attended RecurrentDecoder::attend(Tape& tape, Variable output, std::span<const std::int32_t> source,
                                                    const Memory& memory) const {
  if (!attention_) return {output, {}};
  const ops::AttentionSource looked_at{memory.made[1], memory.made[0], memory.steps, memory.lengths};
  const ops::AttentionOutput attended = attention_->forward(tape, output, source, looked_at);
  const Variable both = ops::concat_columns(tape, attended.context, output);
  return {ops::tanh(tape, combine_->forward(tape, both)), attended.weights};
}

// Input feeding: step by step, since each reads what the one before has written.
Variable RecurrentDecoder::fed_states(Tape& tape, const data::Batch& batch, const Memory& memory, Hidden hidden,
                                      std::span<const std::int32_t> source) const {
  const data::SequenceBatch& target = batch.target_in;
  const Variable table = ops::dropout(tape, embedding_->weight, options_.dropout);
  const Variable embedded = ops::index_rows(tape, table, target.ids);
  auto* states = tape.array<Variable>(static_cast<std::size_t>(target.steps));
  for (std::int32_t t = 0; t < target.steps; ++t) {
    const std::int32_t first = target.first[t];
    const std::int32_t alive = target.alive[t];
    const std::int32_t zero = 0;
    hidden.h = first_of(tape, hidden.h, alive);
    hidden.c = first_of(tape, hidden.c, alive);
    if (hidden.feed.rows() != alive) hidden.feed = ops::slice_rows(tape, hidden.feed, 0, alive);
    const Variable x = ops::concat_columns(tape, ops::slice_rows(tape, embedded, first, first + alive), hidden.feed);
    const nn::SequenceOutput read = layers_->forward_rows(tape, {x, {}}, {1, &zero, &alive}, hidden.h, hidden.c);
    hidden.h = read.h_n;
    hidden.c = read.c_n;
    const auto rows = source.subspan(static_cast<std::size_t>(first), static_cast<std::size_t>(alive));
    hidden.feed = attend(tape, read.output, rows, memory).state;
    states[t] = hidden.feed;
  }
  return ops::concat_rows(tape, {states, static_cast<std::size_t>(target.steps)});
}

Variable RecurrentDecoder::scores(Tape& tape, Variable state) const {
  return output_->forward(tape, ops::dropout(tape, state, options_.dropout));
}

Variable RecurrentDecoder::logits(Tape& tape, const Encoded& encoded, const data::Batch& batch) const {
  Hidden hidden = begin(tape, encoded);
  const Memory looked_at = memory(tape, encoded);
  hidden.h = choose_items(tape, hidden.h, batch.source_of_target);
  hidden.c = choose_items(tape, hidden.c, batch.source_of_target);
  const std::span<const std::int32_t> source = sources_of_rows(tape, batch);
  if (options_.input_feeding) return scores(tape, fed_states(tape, batch, looked_at, hidden, source));
  const Variable table = ops::dropout(tape, embedding_->weight, options_.dropout);
  const nn::SequenceOutput read =
      layers_->forward_rows(tape, {table, batch.target_in.ids}, batch.target_in.live(), hidden.h, hidden.c);
  return scores(tape, attend(tape, read.output, source, looked_at).state);
}

State RecurrentDecoder::start(Tape& tape, const Encoded& encoded) const {
  State state;
  bridge_->begin(tape, encoded, state);
  const auto batch = static_cast<std::int64_t>(encoded.lengths.size());
  if (options_.input_feeding) state.add("feed", 0, Shape{batch, options_.hidden_size});
  return state;
}

Decoder::Step RecurrentDecoder::step(Tape& tape, std::span<const std::int32_t> ids,
                                     std::span<const std::int32_t> source, const Memory& memory, State& state) const {
  const bool has_c = cell_of(options_.architecture) == ops::Cell::lstm;
  const std::size_t feed = has_c ? 2 : 1;
  const auto rows = static_cast<std::int32_t>(ids.size());
  const std::int32_t first = 0;
  const Variable h = state.on(tape, 0);
  const Variable c = has_c ? state.on(tape, 1) : Variable();
  ops::RecurrentInput input{embedding_->weight, ids};
  if (options_.input_feeding) {
    const Variable embedded = ops::index_rows(tape, embedding_->weight, ids);
    input = {ops::concat_columns(tape, embedded, state.on(tape, feed)), {}};
  }
  const nn::SequenceOutput read = layers_->forward_rows(tape, input, {1, &first, &rows}, h, c);
  const Attended attended = attend(tape, read.output, source, memory);
  state.set(0, read.h_n);
  if (has_c) state.set(1, read.c_n);
  if (options_.input_feeding) state.set(feed, attended.state);
  return {scores(tape, attended.state), attended.weights};
}

}  // namespace elman::model
