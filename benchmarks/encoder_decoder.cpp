#include "benchmarks/encoder_decoder.h"

#include "elman/tensor/random.h"

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

double forward_operations(const model::Seq2SeqOptions& options, double source, double target) {
  const double h = options.hidden_size;
  const double e = options.embedding_size;
  const double gates = 4 * h * (e + h);
  const double encoder = source * (2 * gates + 2 * h * h);  // both directions, keys
  const double bridge = 2 * 2 * h * h;
  const double attention = source * (h + 2 * h);  // scores and contexts, for each target position
  const double decoder = target * (gates + attention + 3 * h * h + h * options.target_symbols);
  return 2 * (encoder + bridge + decoder);
}

}  // namespace elman::benchmarks
