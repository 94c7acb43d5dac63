// How a network is trained.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "elman/fields.h"

namespace elman::train {

enum class OptimizerKind { sgd, adam, adamw };
constexpr auto choices(OptimizerKind) {
  return std::array{Choice<OptimizerKind>{OptimizerKind::sgd, "sgd"},
                    Choice<OptimizerKind>{OptimizerKind::adam, "adam"},
                    Choice<OptimizerKind>{OptimizerKind::adamw, "adamw"}};
}

enum class ScheduleKind { constant, inverse_sqrt, plateau, cosine, trapezoidal };
constexpr auto choices(ScheduleKind) {
  return std::array{Choice<ScheduleKind>{ScheduleKind::constant, "constant"},
                    Choice<ScheduleKind>{ScheduleKind::inverse_sqrt, "inverse-sqrt"},
                    Choice<ScheduleKind>{ScheduleKind::plateau, "plateau"},
                    Choice<ScheduleKind>{ScheduleKind::cosine, "cosine"},
                    Choice<ScheduleKind>{ScheduleKind::trapezoidal, "trapezoidal"}};
}
// Whether warmup_steps means anything for it.
bool has_warmup(ScheduleKind schedule);

// Defaults that suit some thousand sequences; a task changes what its data's size asks for.
struct TrainOptions {
  int epochs = 50;      // at most
  int steps = 0;        // updates at most; 0: the epochs say
  int patience = 12;    // epochs without a better score before it stops; 0 never stops early
  int batch_size = 32;  // sequences
  int accumulate = 1;   // batches of an update
  OptimizerKind optimizer = OptimizerKind::adam;
  double learning_rate = 1e-3;
  double momentum = 0;  // SGD only
  double weight_decay = 0;
  ScheduleKind schedule = ScheduleKind::plateau;
  int warmup_steps = 400;       // inverse_sqrt, cosine, trapezoidal: steps of linear growth
  double decay_share = 0.4;     // trapezoidal: share of all steps, the last ones, in which the rate falls
  int plateau_patience = 3;     // plateau: epochs without a better score before the rate falls
  double plateau_factor = 0.5;  // plateau: what the rate is multiplied by
  double clip_norm = 3;         // largest norm of all gradients together; 0 for none
  double label_smoothing = 0.1;
  double average = 0.998;  // decay of the running mean of the weights that is validated and kept; 0: the weights
  std::uint64_t seed = 1;
  int threads = 0;  // 0: one for each core
};
Fields fields(TrainOptions& options);

// Throws UsageError if a field is out of range or two contradict each other.
void check(const TrainOptions& options);

// How many updates there are at most.
std::int64_t total_steps(const TrainOptions& options, std::int64_t batches_in_epoch);

// For people: "40 epochs", "2000 steps".
std::string text_of_length(const TrainOptions& options);
// Epochs that are more than any training has.
constexpr int any_number_of_epochs = 1'000'000'000;

// threads, or one for each core if it is 0.
int thread_count(const TrainOptions& options);

}  // namespace elman::train
