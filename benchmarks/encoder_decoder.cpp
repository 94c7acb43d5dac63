#include "benchmarks/encoder_decoder.h"

#include "elman/random.h"

namespace elman::benchmarks {

int symbols_of(const Case& asked) { return asked.has("words") ? asked.number("words") : symbols; }

std::unique_ptr<model::Seq2Seq> encoder_decoder(const Case& asked, float dropout) {
  model::Seq2SeqOptions options;
  options.source_symbols = symbols_of(asked);
  options.target_symbols = options.source_symbols;
  options.hidden_size = asked.number("hidden");
  options.embedding_size = options.hidden_size / 2;
  if (asked.has("layers")) {
    options.architecture = model::Architecture::transformer;
    options.encoder_layers = options.decoder_layers = asked.number("layers");
  }
  options.dropout = static_cast<Scalar>(dropout);
  Random random(1);
  return std::make_unique<model::Seq2Seq>(options, random);
}

namespace {

// Of one position of a Transformer's layer: projections, the feed-forward part, and `seen` positions looked at.
double transformer_operations(const model::Seq2SeqOptions& options, double seen) {
  const double h = options.hidden_size;
  const auto between = static_cast<double>(model::transformer_layer_of(options).feed_forward);
  return 4 * h * h + 2 * h * between + 2 * seen * h;
}

// Both directions, keys, and the bridge to the decoder.
double encoder_operations(const model::Seq2SeqOptions& options, double source) {
  const double h = options.hidden_size;
  if (model::is_transformer_encoder(options)) {
    const double keys_and_values = options.decoder_layers * 2 * h * h;  // that the decoder makes of each position
    return 2 * source * (options.encoder_layers * transformer_operations(options, source) + keys_and_values);
  }
  const double gates = 4 * h * (options.embedding_size + h);
  return 2 * (source * (2 * gates + 2 * h * h) + 2 * 2 * h * h);
}

// Of a position: the cell; scores and contexts; the attentional state; the output layer. `target`: positions of the
// target, of which a Transformer's position sees half on average.
double decoder_operations(const model::Seq2SeqOptions& options, double source, double target) {
  const double h = options.hidden_size;
  if (model::is_transformer_decoder(options)) {
    const double looking_at_source = 2 * h * h + 2 * source * h;
    const double layer = transformer_operations(options, target / 2) + looking_at_source;
    return 2 * (options.decoder_layers * layer + h * options.target_symbols);
  }
  const double gates = 4 * h * (options.embedding_size + h);
  return 2 * (gates + source * (h + 2 * h) + 3 * h * h + h * options.target_symbols);
}

}  // namespace

double forward_operations(const model::Seq2SeqOptions& options, double source, double target) {
  return encoder_operations(options, source) + target * decoder_operations(options, source, target);
}

double search_operations(const model::Seq2SeqOptions& options, double source, double target, double beam) {
  const double rows = 1 + (target - 1) * beam;  // the first step has one row
  return encoder_operations(options, source) + rows * decoder_operations(options, source, target);
}

double encoder_weights(const model::Seq2SeqOptions& options) {
  const double h = options.hidden_size;
  if (model::is_transformer_encoder(options)) return 0;  // read once for all steps
  return 2 * 4 * h * h;
}

double decoder_weights(const model::Seq2SeqOptions& options) {
  const double h = options.hidden_size;
  if (model::is_transformer_decoder(options)) {
    return options.decoder_layers * (transformer_operations(options, 0) + 2 * h * h) + h * options.target_symbols;
  }
  return 4 * h * h + 3 * h * h + h * options.target_symbols;
}

}  // namespace elman::benchmarks
