#include "elman/train/recommended.h"

#include <algorithm>

namespace elman::train {

Recommended recommended(std::size_t pairs) {
  Recommended options;
  TrainOptions& training = options.training;
  if (pairs < 2000) {
    // A small set has few updates in an epoch: many epochs, and a mean over the last few of them.
    training.epochs = 80;
    training.patience = 20;
    training.average = 0.99;
  } else if (pairs < 6000) {
    training.epochs = 40;
    training.average = 0.995;
  } else if (pairs > 30000) {
    training.epochs = 40;
    training.patience = 5;
    training.plateau_patience = 1;
    training.batch_size = 64;
    training.average = 0.999;
  } else {
    training.epochs = 50;
    training.patience = 12;
    training.average = 0.998;
  }
  return options;
}

std::int64_t memory_estimate(const model::Seq2Seq& model, std::span<const data::TextPair> pairs,
                             const TrainOptions& options) {
  std::size_t longest_source = 0;
  std::size_t longest_target = 0;
  for (const data::TextPair& pair : pairs) {
    longest_source = std::max(longest_source, pair.source.size() + 1);
    longest_target = std::max(longest_target, pair.target.size() + 1);
  }
  const model::Seq2SeqOptions& sizes = model.options();
  const std::int64_t gates = kernels::gate_count(model::cell_of(sizes.architecture));
  const std::int64_t hidden = sizes.hidden_size;
  // Floats that one position leaves behind: gates and states of each layer forward and backward, outputs, gradients.
  const std::int64_t layer = (2 * gates + 6) * hidden;
  const std::int64_t source = (sizes.bidirectional ? 2 : 1) * sizes.encoder_layers * layer;
  const std::int64_t target = sizes.decoder_layers * layer + 12 * hidden + 4 * sizes.target_symbols;
  const std::int64_t positions =
      static_cast<std::int64_t>(longest_source) * source + static_cast<std::int64_t>(longest_target) * target;
  // Weights, gradients, two moments, the best copy, and two packed forms.
  const std::int64_t floats = 7 * model.parameter_count() + options.batch_size * positions;
  return floats * static_cast<std::int64_t>(sizeof(Scalar)) + 10'000'000;
}

}  // namespace elman::train
