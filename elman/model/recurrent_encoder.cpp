#include "elman/model/recurrent_encoder.h"

#include "elman/autograd/ops.h"

namespace elman::model {

namespace {

nn::RecurrentOptions layers_of(const Seq2SeqOptions& options) {
  nn::RecurrentOptions layers{.input_size = options.embedding_size, .hidden_size = options.hidden_size};
  layers.num_layers = options.encoder_layers;
  layers.dropout = options.dropout;
  layers.bidirectional = options.bidirectional;
  return layers;
}

std::unique_ptr<nn::Embedding> embedding_of(const Seq2SeqOptions& options, const nn::Initializer& init,
                                            EncoderInput input) {
  if (input == EncoderInput::vectors) return nullptr;
  return std::make_unique<nn::Embedding>(options.source_symbols, options.embedding_size, init);
}

}  // namespace

RecurrentEncoder::RecurrentEncoder(const Seq2SeqOptions& options, const nn::Initializer& init, EncoderInput input)
    : dropout_(options.dropout),
      embedding_(embedding_of(options, init, input)),
      layers_(cell_of(options.architecture), layers_of(options), init) {
  if (embedding_) add_module("encoder.embedding", *embedding_);
  add_module("encoder.rnn", layers_);
}

Encoded RecurrentEncoder::encode_as(Tape& tape, std::span<const std::int32_t> symbols,
                                    const data::SequenceBatch& source) const {
  return read(tape, {ops::dropout(tape, embedding_->weight, dropout_), symbols}, source);
}

Encoded RecurrentEncoder::encode_vectors(Tape& tape, Variable vectors, const data::SequenceBatch& source) const {
  return read(tape, {vectors, {}}, source);
}

Encoded RecurrentEncoder::read(Tape& tape, const ops::RecurrentInput& input, const data::SequenceBatch& source) const {
  const nn::SequenceOutput read = layers_.forward_rows(tape, input, source.live());
  return {.rows = read.output,
          .steps = source.live(),
          .lengths = source.lengths,
          .symbols = source.ids,
          .last_h = read.h_n,
          .last_c = read.c_n};
}

}  // namespace elman::model
