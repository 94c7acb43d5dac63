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

}  // namespace

RecurrentEncoder::RecurrentEncoder(const Seq2SeqOptions& options, const nn::Initializer& init)
    : dropout_(options.dropout),
      embedding_(options.source_symbols, options.embedding_size, init),
      layers_(cell_of(options.architecture), layers_of(options), init) {
  add_module("encoder.embedding", embedding_);
  add_module("encoder.rnn", layers_);
}

Encoded RecurrentEncoder::encode(Tape& tape, const data::SequenceBatch& source) const {
  const Variable table = ops::dropout(tape, embedding_.weight, dropout_);
  const nn::SequenceOutput read = layers_.forward_rows(tape, {table, source.ids}, source.live());
  return {
      .rows = read.output, .steps = source.live(), .lengths = source.lengths, .last_h = read.h_n, .last_c = read.c_n};
}

}  // namespace elman::model
