#include "elman/train/recommended.h"

#include <algorithm>

#include "elman/data/pair_shards.h"

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

namespace {

// Of the pairs that are in memory at a time: ids, where each pair begins, the order of an epoch.
std::uint64_t shard_bytes(const data::CorpusSize& corpus) {
  const std::size_t symbols = corpus.symbols + corpus.pairs;  // each source ends with one of its own
  const double share = std::min(1.0, static_cast<double>(data::PairSharder::symbols_of_a_shard) /
                                         static_cast<double>(std::max<std::size_t>(1, symbols)));
  return static_cast<std::uint64_t>(share *
                                    (4.0 * static_cast<double>(symbols) + 28.0 * static_cast<double>(corpus.pairs)));
}

}  // namespace

CheckedSize memory_estimate(const model::Seq2SeqOptions& sizes, const data::CorpusSize& corpus,
                            const TrainOptions& options) {
  const auto size = [](int value) { return CheckedSize(static_cast<std::uint64_t>(value)); };
  const auto gates = static_cast<std::uint64_t>(ops::gate_count(model::cell_of(sizes.architecture)));
  const CheckedSize hidden = size(sizes.hidden_size);
  // Floats that one position leaves behind: gates and states of each layer forward and backward, outputs, gradients.
  const CheckedSize layer = CheckedSize(2 * gates + 6) * hidden;
  const CheckedSize source = size(sizes.bidirectional ? 2 : 1) * size(sizes.encoder_layers) * layer;
  const CheckedSize target = size(sizes.decoder_layers) * layer + hidden * 12 + size(sizes.target_symbols) * 4;
  const CheckedSize positions = source * (corpus.longest_source + 1) + target * (corpus.longest_target + 1);
  const CheckedSize items = std::min<std::uint64_t>(static_cast<std::uint64_t>(options.batch_size), corpus.pairs);
  // Weights, gradients, two moments, the running mean, the best copy, and two packed forms.
  const CheckedSize floats = model::parameter_count(sizes) * 8 + items * positions;
  return floats * sizeof(Scalar) + shard_bytes(corpus) + 10'000'000;
}

}  // namespace elman::train
