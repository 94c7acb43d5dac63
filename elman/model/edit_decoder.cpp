#include "elman/model/edit_decoder.h"

#include <algorithm>

#include "elman/autograd/ops.h"
#include "elman/text/vocabulary.h"

namespace elman::model {

EditDecoder::EditDecoder(const Seq2SeqOptions& options, const nn::Initializer& init)
    : options_(options), is_feature_(static_cast<std::size_t>(options.source_symbols)) {
  for (const std::int32_t id : options.feature_ids) is_feature_[static_cast<std::size_t>(id)] = true;
  const std::int64_t hidden = options.hidden_size;
  add_module("bridge", bridge_.emplace(options, init));
  add_module("decoder.embedding", embedding_.emplace(options.target_symbols, options.embedding_size, init));
  add_module("decoder.rnn",
             layers_.emplace(cell_of(options.architecture), decoder_layers_of(options, options.embedding_size), init));
  add_module("edit.source", source_.emplace(encoded_size(options), hidden, true, init));
  add_module("edit.target", target_.emplace(hidden, hidden, false, init));
  if (!options.feature_ids.empty() && !is_transformer_encoder(options)) {
    add_module("edit.features", features_.emplace(hidden, hidden, false, init));
  }
  // Two layers, so that more symbols are more rows at the end of each.
  add_module("output", output_.emplace(hidden, options.target_symbols, true, init));
  add_module("output.move",
             output_move_.emplace(hidden, options.target_symbols - text::Vocabulary::special_count, true, init));
}

EditDecoder::Positions EditDecoder::positions_of(Tape& tape, std::span<const std::int32_t> source, const Steps& steps,
                                                 std::span<const std::int32_t> lengths,
                                                 std::span<const std::int32_t> symbols) const {
  std::size_t most = 0;
  for (const std::int32_t item : source) most += static_cast<std::size_t>(lengths[item]);
  auto* first = tape.array<std::int32_t>(source.size() + 1);
  auto* rows = tape.array<std::int32_t>(most);
  auto* copies = tape.array<std::int32_t>(most);
  auto* step = tape.array<std::int32_t>(most);
  std::int32_t count = 0;
  for (std::size_t i = 0; i < source.size(); ++i) {
    first[i] = count;
    for (std::int32_t t = 0; t < lengths[source[i]]; ++t) {
      const std::int32_t row = steps.first[t] + source[i];
      const std::int32_t symbol = symbols[row];
      if (is_feature_[static_cast<std::size_t>(symbol)]) continue;
      rows[count] = row;
      copies[count] = options_.copies.empty() ? -1 : options_.copies[static_cast<std::size_t>(symbol)];
      step[count++] = t;
    }
  }
  first[source.size()] = count;
  const auto size = static_cast<std::size_t>(count);
  return {{first, source.size() + 1}, {rows, size}, {copies, size}, {step, size}};
}

// Row r goes with the source with batch index source[r].
Variable EditDecoder::target_rows(Tape& tape, Variable output, Variable features,
                                  std::span<const std::int32_t> source) const {
  const Variable rows = target_->forward(tape, ops::dropout(tape, output, options_.dropout));
  return features ? ops::add(tape, rows, ops::index_rows(tape, features, source)) : rows;
}

Variable EditDecoder::scores(Tape& tape, Variable source, Variable target, const ops::EditLattice& lattice) const {
  const Variable nodes = ops::edit_nodes(tape, source, target, lattice);
  return ops::concat_columns(tape, output_->forward(tape, nodes), output_move_->forward(tape, nodes));
}

Memory EditDecoder::memory(Tape& tape, const Encoded& encoded) const {
  auto* made = tape.array<Variable>(2);
  made[0] = source_->forward(tape, ops::dropout(tape, encoded.rows, options_.dropout));
  made[1] = {};
  if (features_) {
    const Variable h = bridge_->begin(tape, encoded).h;
    const auto batch = static_cast<std::int64_t>(encoded.lengths.size());
    made[1] = features_->forward(tape, ops::slice_rows(tape, h, 0, batch));
  }
  return {encoded.steps, encoded.lengths, encoded.symbols, {made, 2}};
}

Variable EditDecoder::loss(Tape& tape, const Encoded& encoded, const data::Batch& batch, Scalar label_smoothing) const {
  const Memory looked_at = memory(tape, encoded);
  const LayerStates first = bridge_->begin(tape, encoded);
  const Variable h = choose_items(tape, first.h, batch.source_of_target);
  const Variable c = choose_items(tape, first.c, batch.source_of_target);
  const Variable table = ops::dropout(tape, embedding_->weight, options_.dropout);
  const Steps steps = batch.target_in.live();
  const nn::SequenceOutput read = layers_->forward_rows(tape, {table, batch.target_in.ids}, steps, h, c);
  const Positions positions =
      positions_of(tape, batch.source_of_target, encoded.steps, encoded.lengths, encoded.symbols);
  const ops::EditLattice lattice =
      ops::edit_lattice(tape, options_.target_symbols, steps, positions.first, positions.rows, positions.copies);
  const Variable target = target_rows(tape, read.output, looked_at.made[1], sources_of_rows(tape, batch));
  return ops::edit_loss(tape, scores(tape, looked_at.made[0], target, lattice), batch.target_out, lattice,
                        {.label_smoothing = label_smoothing});
}

State EditDecoder::start(Tape& tape, const Encoded& encoded) const {
  const auto batch = static_cast<std::int64_t>(encoded.lengths.size());
  const std::int64_t width = encoded.steps.count;
  State state;
  state.add("position", 0, Shape{batch, width});
  Tensor position = state.tensor(0);
  for (std::int64_t item = 0; item < batch; ++item) position.data()[item * width] = 1;
  state.add("edits", 0, Shape{batch, width * (2 * options_.target_symbols - text::Vocabulary::special_count)});
  bridge_->begin(tape, encoded, state);
  return state;
}

Decoder::Step EditDecoder::step(Tape& tape, std::span<const std::int32_t> ids, std::span<const std::int32_t> source,
                                const Memory& memory, State& state) const {
  const bool has_c = cell_of(options_.architecture) == ops::Cell::lstm;
  const auto rows = static_cast<std::int32_t>(ids.size());
  const std::int32_t zero = 0;
  const Steps one{1, tape.keep({&zero, 1}).data(), tape.keep({&rows, 1}).data()};
  const Positions positions = positions_of(tape, source, memory.steps, memory.lengths, memory.symbols);
  const ops::EditLattice lattice =
      ops::edit_lattice(tape, options_.target_symbols, one, positions.first, positions.rows, positions.copies);
  ops::EditState edits{state.on(tape, 0), state.on(tape, 1)};
  // All rows are at the same step.
  if (ids[0] != text::Vocabulary::start) state.set(0, ops::edit_advance(tape, ids, lattice, edits));
  const Variable c = has_c ? state.on(tape, 3) : Variable();
  const nn::SequenceOutput read = layers_->forward_rows(tape, {embedding_->weight, ids}, one, state.on(tape, 2), c);
  const Variable target = target_rows(tape, read.output, memory.made[1], source);
  edits.position = state.on(tape, 0);  // it is written to
  const ops::EditPrediction next =
      ops::edit_predict(tape, scores(tape, memory.made[0], target, lattice), lattice, edits);
  state.set(1, edits.log_edits);
  state.set(2, read.h_n);
  if (has_c) state.set(3, read.c_n);

  // From positions to steps of the source.
  const std::int64_t width = memory.steps.count;
  Tensor weights = tape.make(Shape{rows, width}, false).value();
  std::fill_n(weights.data(), static_cast<std::size_t>(weights.size()), Scalar(0));
  for (std::int32_t row = 0; row < rows; ++row) {
    const std::int32_t first = positions.first[row];
    for (std::int32_t i = first; i < positions.first[row + 1]; ++i) {
      weights.data()[row * width + positions.steps[i]] = next.weights.data()[row * width + i - first];
    }
  }
  return {next.log_probabilities, weights};
}

}  // namespace elman::model
