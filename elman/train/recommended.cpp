#include "elman/train/recommended.h"

#include <algorithm>

namespace elman::train {

Recommended recommended(std::size_t pairs) {
  Recommended options;
  TrainOptions& training = options.training;
  if (pairs < 2000) {
    // A small set has few updates in an epoch, and a dev score that jumps: many epochs, none of them trusted too soon,
    // and a mean over the last few of them.
    training.epochs = 100;
    training.patience = 25;
    training.plateau_patience = 8;
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

CheckedSize memory_estimate(const model::Seq2SeqOptions& sizes, std::span<const data::TextPair> pairs,
                            const TrainOptions& options) {
  std::size_t longest_source = 0;
  std::size_t longest_target = 0;
  for (const data::TextPair& pair : pairs) {
    longest_source = std::max(longest_source, pair.source.size() + 1);
    longest_target = std::max(longest_target, pair.target.size() + 1);
  }
  const auto size = [](int value) { return CheckedSize(static_cast<std::uint64_t>(value)); };
  const auto gates = static_cast<std::uint64_t>(kernels::gate_count(model::cell_of(sizes.architecture)));
  const CheckedSize hidden = size(sizes.hidden_size);
  // Floats that one position leaves behind: gates and states of each layer forward and backward, outputs, gradients.
  const CheckedSize layer = CheckedSize(2 * gates + 6) * hidden;
  const CheckedSize source = size(sizes.bidirectional ? 2 : 1) * size(sizes.encoder_layers) * layer;
  const CheckedSize target = size(sizes.decoder_layers) * layer + hidden * 12 + size(sizes.target_symbols) * 4;
  const CheckedSize positions = source * longest_source + target * longest_target;
  const CheckedSize items = std::min<std::uint64_t>(static_cast<std::uint64_t>(options.batch_size), pairs.size());
  // Weights, gradients, two moments, the running mean, the best copy, and two packed forms.
  const CheckedSize floats = model::parameter_count(sizes) * 8 + items * positions;
  return floats * sizeof(Scalar) + 10'000'000;
}

}  // namespace elman::train
