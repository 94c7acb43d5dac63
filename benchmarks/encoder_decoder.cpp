#include "benchmarks/encoder_decoder.h"

#include "elman/random.h"

namespace elman::benchmarks {

std::unique_ptr<model::Seq2Seq> encoder_decoder(const Case& asked, float dropout) {
  model::Seq2SeqOptions options;
  options.source_symbols = symbols;
  options.target_symbols = symbols;
  options.hidden_size = asked.number("hidden");
  options.embedding_size = options.hidden_size / 2;
  options.dropout = static_cast<Scalar>(dropout);
  Random random(1);
  return std::make_unique<model::Seq2Seq>(options, random);
}

namespace {

// Both directions, keys, and the bridge to the decoder.
double encoder_operations(const model::Seq2SeqOptions& options, double source) {
  const double h = options.hidden_size;
  const double gates = 4 * h * (options.embedding_size + h);
  return 2 * (source * (2 * gates + 2 * h * h) + 2 * 2 * h * h);
}

// Of a position: the cell; scores and contexts; the attentional state; the output layer.
double decoder_operations(const model::Seq2SeqOptions& options, double source) {
  const double h = options.hidden_size;
  const double gates = 4 * h * (options.embedding_size + h);
  return 2 * (gates + source * (h + 2 * h) + 3 * h * h + h * options.target_symbols);
}

}  // namespace

double forward_operations(const model::Seq2SeqOptions& options, double source, double target) {
  return encoder_operations(options, source) + target * decoder_operations(options, source);
}

double search_operations(const model::Seq2SeqOptions& options, double source, double target, double beam) {
  const double rows = 1 + (target - 1) * beam;  // the first step has one row
  return encoder_operations(options, source) + rows * decoder_operations(options, source);
}

double encoder_weights(const model::Seq2SeqOptions& options) {
  const double h = options.hidden_size;
  return 2 * 4 * h * h;
}

double decoder_weights(const model::Seq2SeqOptions& options) {
  const double h = options.hidden_size;
  return 4 * h * h + 3 * h * h + h * options.target_symbols;
}

}  // namespace elman::benchmarks
