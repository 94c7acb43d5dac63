#include "elman/model/seq2seq_options.h"

#include <array>
#include <cstdint>

#include "elman/choice.h"
#include "elman/error.h"

namespace elman::model {

namespace {

constexpr std::array<Choice<Architecture>, 3> architectures{
    {{Architecture::rnn, "rnn"}, {Architecture::lstm, "lstm"}, {Architecture::gru, "gru"}}};
constexpr std::array<Choice<AttentionKind>, 4> attentions{{{AttentionKind::none, "none"},
                                                           {AttentionKind::dot, "dot"},
                                                           {AttentionKind::general, "general"},
                                                           {AttentionKind::additive, "additive"}}};

void require_at_least(const char* name, int value, int least) {
  if (value < least) {
    throw UsageError(std::string(name) + " is " + std::to_string(value) + ", expected at least " +
                     std::to_string(least));
  }
}

}  // namespace

std::string to_string(Architecture architecture) { return name_of(architectures, architecture); }
std::string to_string(AttentionKind attention) { return name_of(attentions, attention); }
Architecture parse_architecture(std::string_view name) { return value_of(architectures, "arch", name); }
AttentionKind parse_attention(std::string_view name) { return value_of(attentions, "attention", name); }

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

void check(const Seq2SeqOptions& options) {
  require_at_least("source_symbols", options.source_symbols, 4);
  require_at_least("target_symbols", options.target_symbols, 4);
  require_at_least("embedding-size", options.embedding_size, 1);
  require_at_least("hidden-size", options.hidden_size, 1);
  require_at_least("encoder-layers", options.encoder_layers, 1);
  require_at_least("decoder-layers", options.decoder_layers, 1);
  if (!(options.dropout >= 0 && options.dropout < 1)) {
    throw UsageError("dropout is " + std::to_string(options.dropout) + ", expected 0 <= dropout < 1");
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

CheckedSize parameter_count(const Seq2SeqOptions& options) {
  const auto size = [](int value) { return CheckedSize(static_cast<std::uint64_t>(value)); };
  const CheckedSize gates = size(ops::gate_count(cell_of(options.architecture)));
  const CheckedSize hidden = size(options.hidden_size);
  const CheckedSize embedding = size(options.embedding_size);
  const CheckedSize directions = size(options.bidirectional ? 2 : 1);
  const CheckedSize linear_h = (directions * hidden + 1) * hidden;  // from the encoder's states to one of the decoder's
  // Weights of the input and of the state, and two biases.
  const auto layer = [&](CheckedSize input) { return gates * hidden * (input + hidden + 2); };

  CheckedSize count = (size(options.source_symbols) + size(options.target_symbols)) * embedding;
  count += directions * layer(embedding);
  count += size(options.encoder_layers - 1) * directions * layer(directions * hidden);
  count += layer(options.input_feeding ? embedding + hidden : embedding);
  count += size(options.decoder_layers - 1) * layer(hidden);
  if (options.bidirectional) count += linear_h * (options.architecture == Architecture::lstm ? 2 : 1);
  switch (options.attention) {
    case AttentionKind::none:
    case AttentionKind::dot:
      break;
    case AttentionKind::general:
      count += directions * hidden * hidden;
      break;
    case AttentionKind::additive:
      count += directions * hidden * hidden + hidden * (hidden + 2);
      break;
  }
  if (options.attention != AttentionKind::none) count += ((directions + 1) * hidden + 1) * hidden;
  return count + (hidden + 1) * size(options.target_symbols);
}

}  // namespace elman::model
