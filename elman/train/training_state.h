// What a run of training knows at one moment: enough to go on from it as if it had never stopped.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "elman/optim/optimizer.h"

namespace elman::train {

// How good the model is on data that it does not learn from. Smaller is better.
struct Validation {
  double wer = 0;  // percent of words that are wrong
  double per = 0;  // percent of symbols
};

// What the epochs that are over have brought.
struct TrainingResult {
  int epochs = 0;
  int best_epoch = 0;  // 0: none yet
  Validation best = {};
  bool stopped_early = false;
  bool interrupted = false;  // by TrainCallbacks::stop
};

// Where training stands, between two steps. Random numbers need no place here: they are addressed by seed, epoch and
// step. The tensors are the trainer's own: whoever keeps a state for longer than a callback clones them.
struct TrainingState {
  int epoch = 1;           // the one under way
  std::int64_t steps = 0;  // done in it
  double loss_sum = 0;     // of these steps, over their symbols
  std::int64_t symbols = 0;
  TrainingResult result = {};
  std::vector<double> schedule = {};
  optim::OptimizerState optimizer = {};
  double average_updates = 0;
  // In the order of the model's parameters.
  std::vector<Tensor> weights = {};
  std::vector<Tensor> means = {};  // of the weights; none where there is no mean
  std::vector<Tensor> best = {};   // weights of the best epoch; none before there is one
};

}  // namespace elman::train
