// Epochs of updates, with an eye on a score.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "elman/error.h"
#include "elman/train/learnable.h"
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
  double loss = 0;              // mean of the epoch so far, for a unit
  double units_per_second = 0;  // units as Learnable::unit says
  double seconds = 0;           // since training began
};

struct EpochReport {
  int epoch = 0;
  double loss = 0;
  std::vector<Score> scores = {};
  bool best = false;         // the best score so far
  double learning_rate = 0;  // of the epoch
  double seconds = 0;        // of the epoch, the scoring included
};

// What the trainer tells and asks. Any may be empty.
struct TrainCallbacks {
  std::function<void(const StepReport&)> on_step = {};
  std::function<void(const EpochReport&)> on_epoch = {};  // after a best epoch the network holds the best weights
  // Where training is: before the first step, after each epoch (and its on_epoch), when stop has ended it, and now and
  // then in an epoch of thousands of steps.
  std::function<void(const TrainingState&)> keep = {};
  std::function<bool()> stop = {};  // asked after each step: true ends training there
  // Asked before each step, with the steps that are done and the seconds that they took, those before an interruption
  // too: true ends training there, and on_pause is told of the scores of the weights as they are.
  std::function<bool(std::int64_t steps, double seconds)> pause = {};
  std::function<void(const std::vector<Score>&)> on_pause = {};
  // If it is there, a trapezoidal schedule does not know its end, and epochs and steps do not say it: asked after each
  // step until it answers with the number of the last step. The answer is part of the state; training with
  // options.steps of that number reaches the same bits.
  std::function<std::optional<std::int64_t>(std::int64_t steps, double seconds)> last_step = {};
};

// Trains until the epochs or steps are over or `patience` epochs have brought nothing better; leaves the best weights
// in the network. Ties of the first score are decided by the next ones, then by the earlier epoch. The same seed gives
// the same bits with any number of threads. Throws DivergenceError if a loss or gradient is not finite.
//
// From a state that `keep` was given, with the same data and options, training goes on to the very bits that it would
// have reached without the stop, whatever the network's weights are by now. Throws UsageError for a state that does not
// fit the network or the options; that data and seed are the same is the caller's affair.
TrainingResult train(Learnable& learnable, const TrainOptions& options, const TrainCallbacks& callbacks = {},
                     const TrainingState* from = nullptr);

}  // namespace elman::train
