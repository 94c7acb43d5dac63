#include "elman/model/seq2seq_options.h"

#include <algorithm>

#include "elman/error.h"
#include "elman/text/vocabulary.h"

namespace elman::model {

namespace {

// Beyond these a network is a mistake, and its sizes would not fit the numbers that count them.
constexpr double most_units = 100'000;
constexpr double most_layers = 1'000;
constexpr std::int64_t most_positions = 1024;  // learned

}  // namespace

Fields fields(Seq2SeqOptions& options) {
  Fields all = {
      {"arch", options.architecture, "rnn, lstm or gru, or transformer for both encoder and decoder"},
      {"encoder", options.encoder, "recurrent or transformer; auto: as --arch says"},
      {"decoder", options.decoder, "recurrent, transformer or edit (edits of the source); auto: as --arch says"},
      Field("embedding-size", options.embedding_size, "size of a symbol's embedding (recurrent)")
          .between(1, most_units),
      Field("hidden-size", options.hidden_size,
            "size of the decoder's state and of each direction of the encoder's; width of a transformer")
          .between(1, most_units),
      Field("encoder-layers", options.encoder_layers, "layers of the encoder").between(1, most_layers),
      Field("decoder-layers", options.decoder_layers, "layers of the decoder").between(1, most_layers),
      {"bidirectional", options.bidirectional, "read the source in both directions (recurrent)"},
      {"attention", options.attention, "none, dot, general or additive (recurrent)"},
      {"input-feeding", options.input_feeding, "feed the attentional state back into the decoder (recurrent)"},
      {"pointer", options.pointer, "copy symbols of the source, known or not, where that is likelier (recurrent)"},
      Field("coverage-loss", options.coverage_loss,
            "if more than 0, attention knows what it has looked at, and this times what it looks at again is added to "
            "the loss; 1 is usual (recurrent)")
          .between(0, 1000),
      Field("dropout", options.dropout, "probability of dropping an element").from_to_below(0, 1),
      Field("longest-output", options.longest_output,
            "symbols that an output may have, however short its source; beyond them, twice the source and 20 more")
          .between(0, 1'000'000),
  };
  const Fields transformer = transformer_fields(options);
  all.insert(all.end(), transformer.begin(), transformer.end());
  all.push_back(
      {"tied-embeddings", options.tied_embeddings, "one table for the decoder's input and output (transformer)"});
  return all;
}

void check(const Seq2SeqOptions& options) {
  check_ranges(options);
  for (const int symbols : {options.source_symbols, options.target_symbols}) {
    if (symbols < text::Vocabulary::special_count) {
      throw UsageError("vocabulary: found " + std::to_string(symbols) + " symbols, expected at least " +
                       std::to_string(text::Vocabulary::special_count));
    }
  }
  if (is_edit_decoder(options) && options.target_symbols == text::Vocabulary::special_count) {
    throw UsageError("vocabulary: found no target symbol, expected at least one for an edit decoder to write");
  }
  if (options.architecture == Architecture::transformer &&
      !(is_transformer_encoder(options) && is_transformer_decoder(options))) {
    throw UsageError(
        "arch transformer gives a recurrent side no cell; choose arch rnn, lstm or gru beside encoder or "
        "decoder transformer");
  }
  if (is_transformer_encoder(options) || is_transformer_decoder(options)) check_heads(options);
  const bool other_decoder = is_transformer_decoder(options) || is_edit_decoder(options);
  const auto require_attention = [&](bool wanted, const char* name) {
    if (!wanted || (!other_decoder && options.attention != AttentionKind::none)) return;
    throw UsageError(std::string(name) + " needs a recurrent decoder with attention; choose decoder recurrent (arch " +
                     "rnn, lstm or gru) and an attention, or leave " + name + " out");
  };
  require_attention(options.pointer, "pointer");
  require_attention(options.coverage_loss > 0, "coverage-loss");
  if (other_decoder) return;
  if (options.attention == AttentionKind::none && is_transformer_encoder(options)) {
    throw UsageError("attention none needs an encoder with a last state; choose an attention or a recurrent encoder");
  }
  if (options.input_feeding && options.attention == AttentionKind::none) {
    throw UsageError("input-feeding needs attention; choose an attention or turn input-feeding off");
  }
  if (options.attention == AttentionKind::dot && encoded_size(options) != options.hidden_size) {
    throw UsageError(
        "attention dot needs an encoder as wide as the decoder, and a bidirectional one is twice as wide; "
        "choose general or additive, or turn bidirectional off");
  }
}

bool is_transformer_encoder(const Seq2SeqOptions& options) {
  if (options.encoder) return options.encoder == LayerKind::transformer;
  return options.architecture == Architecture::transformer;
}

bool is_transformer_decoder(const Seq2SeqOptions& options) {
  if (options.decoder) return options.decoder == DecoderKind::transformer;
  return options.architecture == Architecture::transformer;
}

bool is_edit_decoder(const Seq2SeqOptions& options) { return options.decoder == DecoderKind::edit; }

bool tells_unknown_apart(const Seq2SeqOptions& options) { return options.pointer && options.copies_new_symbols; }

ops::Cell cell_of(Architecture architecture) {
  switch (architecture) {
    case Architecture::rnn:
      return ops::Cell::rnn_tanh;
    case Architecture::gru:
      return ops::Cell::gru;
    default:
      return ops::Cell::lstm;
  }
}

std::int64_t length_limit(const Seq2SeqOptions& options, std::int64_t source_length) {
  return std::max<std::int64_t>(2 * source_length + 20, options.longest_output);
}

std::int64_t encoded_size(const Seq2SeqOptions& options) {
  const bool two_directions = options.bidirectional && !is_transformer_encoder(options);
  return std::int64_t{two_directions ? 2 : 1} * options.hidden_size;
}

nn::PositionOptions positions_of(const Seq2SeqOptions& options) {
  return {.kind = options.positions, .size = options.hidden_size, .longest = most_positions};
}

}  // namespace elman::model
