// Epochs of updates, with an eye on a score.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "elman/data/pair_shards.h"
#include "elman/error.h"
#include "elman/model/seq2seq.h"
#include "elman/train/train_options.h"
#include "elman/train/training_state.h"

namespace elman::train {

// A loss or gradient is not finite. Going on from a checkpoint would only come here again.
class DivergenceError : public Error {
 public:
  using Error::Error;
};

struct StepReport {
  int epoch = 0;  // from 1
  std::int64_t step = 0;
  std::int64_t steps_in_epoch = 0;
  double loss = 0;                // mean of the epoch so far, for a symbol
  double symbols_per_second = 0;  // target symbols
  double seconds = 0;             // since training began
};

struct EpochReport {
  int epoch = 0;
  double loss = 0;
  Validation validation = {};
  bool best = false;         // the best score so far
  double learning_rate = 0;  // of the epoch
  double seconds = 0;        // of the epoch, validation included
};

// What the trainer asks for and tells. Any may be empty but validate.
struct TrainCallbacks {
  std::function<Validation()> validate = {};  // scores the model as it is
  std::function<void(const StepReport&)> on_step = {};
  std::function<void(const EpochReport&)> on_epoch = {};  // after a best epoch the model holds the best weights
  // Where training stands: before the first step, after each epoch (and its on_epoch), and where stop has ended it.
  std::function<void(const TrainingState&)> keep = {};
  std::function<bool()> stop = {};  // asked after each step: true ends training there
};

// Trains until the epochs are over or `patience` epochs have brought nothing better; leaves the best weights in the
// model. An epoch takes the shards of pairs in random order, and the pairs of each. Ties of WER are decided by PER,
// then by the earlier epoch. The same seed gives the same bits with any number of threads. Throws DivergenceError where
// a loss or gradient is not finite.
//
// From a state that `keep` was given, with the same pairs and options, training goes on to the very bits that it would
// have reached without the stop, whatever the model's weights are by now. Throws UsageError for a state that does not
// fit the model or the options; what the caller has to see to is that pairs and seed are the same.
TrainingResult train(model::Seq2Seq& model, data::PairShards pairs, const TrainOptions& options,
                     const TrainCallbacks& callbacks, const TrainingState* from = nullptr);

}  // namespace elman::train
