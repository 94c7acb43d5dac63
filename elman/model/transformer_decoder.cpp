#include "elman/model/transformer_decoder.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "elman/model/transformer_encoder.h"

namespace elman::model {

TransformerDecoder::TransformerDecoder(const Seq2SeqOptions& options, const nn::Initializer& init)
    : dropout_(options.dropout),
      size_(options.hidden_size),
      embedding_(options.target_symbols, size_, init, embedding_deviation(options)),
      positions_(positions_of(options), init) {
  if (encoded_size(options) != size_) {
    add_module("bridge.rows", bridge_.emplace(encoded_size(options), size_, true, init));
  }
  add_module("decoder.embedding", embedding_);
  add_module("decoder.positions", positions_);
  for (int layer = 0; layer < options.decoder_layers; ++layer) {
    layers_.push_back(std::make_unique<nn::TransformerDecoderLayer>(transformer_layer_of(options), init));
    add_module("decoder.layers." + std::to_string(layer), *layers_.back());
  }
  if (options.norm == NormKind::pre) add_module("decoder.norm", norm_.emplace(size_, init));
  if (!options.tied_embeddings) add_module("output", output_.emplace(size_, options.target_symbols, true, init));
}

Variable TransformerDecoder::embed(Tape& tape, std::span<const std::int32_t> ids,
                                   std::span<const std::int32_t> position) const {
  const Scalar factor = std::sqrt(static_cast<Scalar>(size_));
  return ops::dropout(tape, positions_.forward(tape, embedding_.forward(tape, ids), position, factor), dropout_);
}

Variable TransformerDecoder::scores(Tape& tape, Variable x) const {
  if (norm_) x = norm_->forward(tape, x);
  return output_ ? output_->forward(tape, x) : ops::linear(tape, x, embedding_.weight);
}

Memory TransformerDecoder::memory(Tape& tape, const Encoded& encoded) const {
  const Variable rows = bridge_ ? bridge_->forward(tape, encoded.rows) : encoded.rows;
  auto* projected = tape.array<Variable>(layers_.size());
  for (std::size_t layer = 0; layer < layers_.size(); ++layer) projected[layer] = layers_[layer]->project(tape, rows);
  return {encoded.steps, encoded.lengths, encoded.symbols, {projected, layers_.size()}};
}

Variable TransformerDecoder::logits(Tape& tape, const Encoded& encoded, const data::Batch& batch) const {
  const Memory looked_at = memory(tape, encoded);
  const data::SequenceBatch& target = batch.target_in;
  const ops::AttentionPattern self = ops::self_attention_pattern(tape, target.live(), target.lengths, true);
  const ops::AttentionPattern cross =
      ops::attention_pattern(tape, looked_at.steps, looked_at.lengths, sources_of_rows(tape, batch));
  Variable x = embed(tape, target.ids, nn::positions_of(tape, target.live()));
  for (std::size_t layer = 0; layer < layers_.size(); ++layer) {
    x = layers_[layer]->forward(tape, x, self, looked_at.made[layer], cross).output;
  }
  return scores(tape, x);
}

State TransformerDecoder::start(Tape& /*tape*/, const Encoded& encoded) const {
  const Shape nothing{0, static_cast<std::int64_t>(encoded.lengths.size()), size_};
  State state;
  for (std::size_t layer = 0; layer < layers_.size(); ++layer) {
    const std::string prefix = "layers." + std::to_string(layer);
    state.add(prefix + ".keys", 1, nothing);
    state.add(prefix + ".values", 1, nothing);
  }
  return state;
}

Decoder::Step TransformerDecoder::step(Tape& tape, std::span<const std::int32_t> ids,
                                       std::span<const std::int32_t> source, const Memory& memory, State& state) const {
  const auto rows = static_cast<std::int32_t>(ids.size());
  const auto done = static_cast<std::int32_t>(state.tensor(0).shape()[0]);
  auto* position = tape.array<std::int32_t>(ids.size());
  std::fill_n(position, rows, done);
  const ops::AttentionPattern self = ops::cached_attention_pattern(tape, done + 1, rows);
  const ops::AttentionPattern cross = ops::attention_pattern(tape, memory.steps, memory.lengths, source);
  Variable x = embed(tape, ids, {position, ids.size()});
  Step step;
  for (std::size_t layer = 0; layer < layers_.size(); ++layer) {
    const nn::KeyValueCache cache{state.grow(2 * layer), state.grow(2 * layer + 1)};
    const bool last = layer + 1 == layers_.size();
    const nn::TransformerDecoderOutput made =
        layers_[layer]->step(tape, x, cache, self, memory.made[layer], cross, last);
    x = made.output;
    step.weights = made.weights;
  }
  step.logits = scores(tape, x);
  return step;
}

}  // namespace elman::model
