#include "elman/model/transformer_encoder.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "elman/autograd/ops.h"

namespace elman::model {

Scalar embedding_deviation(const Seq2SeqOptions& options) {
  return Scalar(1) / std::sqrt(static_cast<Scalar>(options.hidden_size));
}

namespace {

std::unique_ptr<nn::Embedding> embedding_of(const Seq2SeqOptions& options, const nn::Initializer& init,
                                            EncoderInput input) {
  if (input == EncoderInput::vectors) return nullptr;
  return std::make_unique<nn::Embedding>(options.source_symbols, options.hidden_size, init,
                                         embedding_deviation(options));
}

}  // namespace

TransformerEncoder::TransformerEncoder(const Seq2SeqOptions& options, const nn::Initializer& init, EncoderInput input)
    : dropout_(options.dropout),
      embedding_(embedding_of(options, init, input)),
      positions_(positions_of(options), init) {
  if (embedding_) add_module("encoder.embedding", *embedding_);
  add_module("encoder.positions", positions_);
  if (!options.feature_ids.empty()) {
    is_feature_.resize(static_cast<std::size_t>(options.source_symbols));
    for (const std::int32_t id : options.feature_ids) is_feature_[static_cast<std::size_t>(id)] = true;
    add_module("encoder.type", type_.emplace(2, options.hidden_size, init, embedding_deviation(options)));
  }
  for (int layer = 0; layer < options.encoder_layers; ++layer) {
    layers_.push_back(std::make_unique<nn::TransformerEncoderLayer>(transformer_layer_of(options), init));
    add_module("encoder.layers." + std::to_string(layer), *layers_.back());
  }
  if (options.norm == NormKind::pre) add_module("encoder.norm", norm_.emplace(options.hidden_size, init));
}

TransformerEncoder::Places TransformerEncoder::places_of(Tape& tape, const data::SequenceBatch& source) const {
  const std::size_t rows = source.ids.size();
  auto* position = tape.array<std::int32_t>(rows);
  auto* type = tape.array<std::int32_t>(rows);
  auto* next =
      tape.array<std::int32_t>(static_cast<std::size_t>(source.count));  // position of each source's next letter
  std::fill_n(next, source.count, 0);
  for (std::int32_t t = 0; t < source.steps; ++t) {
    for (std::int32_t b = 0; b < source.alive[t]; ++b) {
      const std::int32_t row = source.first[t] + b;
      const bool feature = is_feature_[static_cast<std::size_t>(source.ids[row])];
      position[row] = feature ? -1 : next[b]++;
      type[row] = feature ? 0 : 1;
    }
  }
  return {{position, rows}, {type, rows}};
}

Variable TransformerEncoder::embed(Tape& tape, std::span<const std::int32_t> symbols,
                                   const data::SequenceBatch& source) const {
  const Scalar factor = std::sqrt(static_cast<Scalar>(embedding_->weight.shape().columns()));
  Variable x = embedding_->forward(tape, symbols);
  if (!type_) return positions_.forward(tape, x, nn::positions_of(tape, source.live()), factor);
  const Places places = places_of(tape, source);
  x = ops::add(tape, x, type_->forward(tape, places.type));
  return positions_.forward(tape, x, places.position, factor);
}

Encoded TransformerEncoder::encode_as(Tape& tape, std::span<const std::int32_t> symbols,
                                      const data::SequenceBatch& source) const {
  return read(tape, embed(tape, symbols, source), source);
}

Encoded TransformerEncoder::encode_vectors(Tape& tape, Variable vectors, const data::SequenceBatch& source) const {
  return read(tape, positions_.forward(tape, vectors, nn::positions_of(tape, source.live())), source);
}

Encoded TransformerEncoder::read(Tape& tape, Variable x, const data::SequenceBatch& source) const {
  x = ops::dropout(tape, x, dropout_);
  const ops::AttentionPattern pattern = ops::self_attention_pattern(tape, source.live(), source.lengths, false);
  for (const auto& layer : layers_) x = layer->forward(tape, x, pattern);
  if (norm_) x = norm_->forward(tape, x);
  return {
      .rows = x, .steps = source.live(), .lengths = source.lengths, .symbols = source.ids, .last_h = {}, .last_c = {}};
}

}  // namespace elman::model
