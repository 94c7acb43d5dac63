#include "elman/model/seq2seq_options.h"

#include "elman/error.h"
#include "elman/text/vocabulary.h"

namespace elman::model {

namespace {

// Beyond these a network is a mistake, and its sizes would not fit the numbers that count them.
constexpr double most_units = 100'000;
constexpr double most_layers = 1'000;

}  // namespace

Fields fields(Seq2SeqOptions& options) {
  return {
      {"arch", options.architecture, "recurrent cell: rnn, lstm or gru"},
      Field("embedding-size", options.embedding_size, "size of a symbol's embedding").between(1, most_units),
      Field("hidden-size", options.hidden_size, "size of the decoder's state and of each direction of the encoder's")
          .between(1, most_units),
      Field("encoder-layers", options.encoder_layers, "layers of the encoder").between(1, most_layers),
      Field("decoder-layers", options.decoder_layers, "layers of the decoder").between(1, most_layers),
      {"bidirectional", options.bidirectional, "read the source in both directions"},
      {"attention", options.attention, "none, dot, general or additive"},
      {"input-feeding", options.input_feeding, "feed the attentional state back into the decoder"},
      Field("dropout", options.dropout, "probability of dropping an element").from_to_below(0, 1),
  };
}

void check(const Seq2SeqOptions& options) {
  check_ranges(options);
  for (const int symbols : {options.source_symbols, options.target_symbols}) {
    if (symbols < text::Vocabulary::special_count) {
      throw UsageError("vocabulary: found " + std::to_string(symbols) + " symbols, expected at least " +
                       std::to_string(text::Vocabulary::special_count));
    }
  }
  if (options.input_feeding && options.attention == AttentionKind::none) {
    throw UsageError("input-feeding needs attention; choose an attention or turn input-feeding off");
  }
  if (options.attention == AttentionKind::dot && options.bidirectional) {
    throw UsageError(
        "attention dot needs an encoder as wide as the decoder, and a bidirectional one is twice as wide; "
        "choose general or additive, or turn bidirectional off");
  }
}

ops::Cell cell_of(Architecture architecture) {
  switch (architecture) {
    case Architecture::rnn:
      return ops::Cell::rnn_tanh;
    case Architecture::gru:
      return ops::Cell::gru;
    case Architecture::lstm:
      break;
  }
  return ops::Cell::lstm;
}

std::int64_t encoded_size(const Seq2SeqOptions& options) {
  return std::int64_t{options.bidirectional ? 2 : 1} * options.hidden_size;
}

}  // namespace elman::model
