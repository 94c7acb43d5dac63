#include "elman/train/train_options.h"

#include <algorithm>
#include <thread>

#include "elman/error.h"
#include "elman/scalar.h"

namespace elman::train {

Fields fields(TrainOptions& options) {
  constexpr double most = any_number_of_epochs;  // so that counts of epochs and steps cannot overflow
  return {
      Field("epochs", options.epochs, "epochs at most").between(1, most),
      Field("steps", options.steps,
            "updates at most, after which training ends in the middle of an epoch (0: any number)")
          .between(0, most),
      Field("patience", options.patience, "epochs without a better dev score before stopping (0: never)")
          .between(0, most),
      Field("batch-size", options.batch_size, "sequences in a batch").between(1, most),
      Field("accumulate", options.accumulate, "batches of an update: their gradients count as those of one large batch")
          .between(1, 1'000'000),
      {"optimizer", options.optimizer, "sgd, adam or adamw"},
      Field("learning-rate", options.learning_rate, "step size of the optimizer").more_than(0),
      Field("momentum", options.momentum, "momentum of sgd").from_to_below(0, 1),
      Field("weight-decay", options.weight_decay, "weight decay of the optimizer").at_least(0),
      {"schedule", options.schedule, "constant, inverse-sqrt, plateau, cosine or trapezoidal"},
      Field("warmup-steps", options.warmup_steps, "inverse-sqrt, cosine, trapezoidal: steps of linear growth")
          .between(1, most),
      Field("decay-share", options.decay_share,
            "trapezoidal: share of the steps, the last ones, in which the rate falls")
          .inside(0, 1),
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
  return schedule == ScheduleKind::inverse_sqrt || schedule == ScheduleKind::cosine ||
         schedule == ScheduleKind::trapezoidal;
}

std::int64_t total_steps(const TrainOptions& options, std::int64_t batches_in_epoch) {
  const std::int64_t accumulate = std::max(options.accumulate, 1);
  const std::int64_t of_epochs = options.epochs * ((batches_in_epoch + accumulate - 1) / accumulate);
  return options.steps > 0 ? std::min<std::int64_t>(options.steps, of_epochs) : of_epochs;
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

std::string text_of_length(const TrainOptions& options) {
  if (options.epochs == any_number_of_epochs) {
    return options.steps > 0 ? std::to_string(options.steps) + " steps" : "as many steps as the budget allows";
  }
  return std::to_string(options.epochs) + " epochs" +
         (options.steps > 0 ? " or " + std::to_string(options.steps) + " steps" : "");
}

int thread_count(const TrainOptions& options) {
  if (options.threads > 0) return options.threads;
  const unsigned cores = std::thread::hardware_concurrency();
  return cores == 0 ? 1 : static_cast<int>(cores);
}

}  // namespace elman::train
