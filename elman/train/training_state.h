// What a run of training knows at one moment: enough to go on from it as if it had never stopped.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "elman/optim/optimizer.h"
#include "elman/tensor/named_tensor.h"
#include "elman/train/learnable.h"

namespace elman::train {

// What the epochs that are over have brought.
struct TrainingResult {
  int epochs = 0;                // the last one may be a part of one, if the number of steps is limited
  int best_epoch = 0;            // 0: none yet
  std::vector<Score> best = {};  // of that epoch
  std::int64_t steps = 0;        // in all
  bool stopped_early = false;
  bool interrupted = false;  // by TrainCallbacks::stop or pause
  bool paused = false;       // by pause
};

// Where training is, between two steps. Random numbers need no place here: they are addressed by seed, epoch and step.
// The tensors are the trainer's own: whoever keeps a state for longer than a callback clones them.
struct TrainingState {
  int epoch = 1;           // the one under way
  std::int64_t steps = 0;  // done in it
  double loss_sum = 0;     // of these steps, over their units
  std::int64_t units = 0;
  double seconds = 0;  // that training has taken so far
  TrainingResult result = {};
  std::vector<double> schedule = {};
  optim::OptimizerState optimizer = {};
  double average_updates = 0;
  // In the order of the network's parameters.
  std::vector<Tensor> weights = {};
  std::vector<Tensor> means = {};         // of the weights; none if no mean is kept
  std::vector<Tensor> best = {};          // weights of the best epoch; none before there is one
  std::vector<NamedTensor> carried = {};  // by the learnable
};

}  // namespace elman::train
