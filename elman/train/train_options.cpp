#include "elman/train/train_options.h"

#include <thread>

#include "elman/error.h"
#include "elman/scalar.h"

namespace elman::train {

Fields fields(TrainOptions& options) {
  constexpr double most = 1'000'000'000;  // so that counts of epochs and steps cannot overflow
  return {
      Field("epochs", options.epochs, "epochs at most").between(1, most),
      Field("patience", options.patience, "epochs without a better dev score before stopping (0: never)")
          .between(0, most),
      Field("batch-size", options.batch_size, "sequences in a batch").between(1, most),
      {"optimizer", options.optimizer, "sgd, adam or adamw"},
      Field("learning-rate", options.learning_rate, "step size of the optimizer").more_than(0),
      Field("momentum", options.momentum, "momentum of sgd").from_to_below(0, 1),
      Field("weight-decay", options.weight_decay, "weight decay of the optimizer").at_least(0),
      {"schedule", options.schedule, "constant, inverse-sqrt, plateau or cosine"},
      Field("warmup-steps", options.warmup_steps, "inverse-sqrt, cosine: steps of linear growth").between(1, most),
      Field("plateau-patience", options.plateau_patience,
            "plateau: epochs without a better score before the rate falls")
          .between(0, most),
      Field("plateau-factor", options.plateau_factor, "plateau: what the rate is multiplied by").inside(0, 1),
      Field("clip-norm", options.clip_norm, "largest global norm of the gradient (0: no limit)").at_least(0),
      Field("label-smoothing", options.label_smoothing, "share of the target spread over all symbols")
          .from_to_below(0, 1),
      Field("average", options.average, "decay of the running mean of weights that is validated and kept (0: none)")
          .from_to_below(0, 1),
      {"seed", options.seed, "seed of everything random"},
      Field("threads", options.threads, "threads (0: one for each core); results do not depend on it")
          .between(0, 256)
          .without_effect(),
  };
}

bool has_warmup(ScheduleKind schedule) {
  return schedule == ScheduleKind::inverse_sqrt || schedule == ScheduleKind::cosine;
}

void check(const TrainOptions& options) {
  check_ranges(options);
  if (static_cast<Scalar>(options.label_smoothing) >= 1) {
    throw UsageError("label-smoothing is " + text_of_number(options.label_smoothing) +
                     ", which is 1 to the precision of the network, expected at least 0 and less than 1");
  }
  if (options.momentum > 0 && options.optimizer != OptimizerKind::sgd) {
    throw UsageError("momentum belongs to optimizer sgd, found optimizer " + name_of(options.optimizer) +
                     "; choose sgd or leave momentum out");
  }
}

int thread_count(const TrainOptions& options) {
  if (options.threads > 0) return options.threads;
  const unsigned cores = std::thread::hardware_concurrency();
  return cores == 0 ? 1 : static_cast<int>(cores);
}

}  // namespace elman::train
