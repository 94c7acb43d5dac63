#include "elman/train/train_options.h"

#include <array>
#include <thread>

#include "elman/choice.h"
#include "elman/error.h"

namespace elman::train {

namespace {

constexpr std::array<Choice<OptimizerKind>, 3> optimizers{
    {{OptimizerKind::sgd, "sgd"}, {OptimizerKind::adam, "adam"}, {OptimizerKind::adamw, "adamw"}}};
constexpr std::array<Choice<ScheduleKind>, 3> schedules{{{ScheduleKind::constant, "constant"},
                                                         {ScheduleKind::inverse_sqrt, "inverse-sqrt"},
                                                         {ScheduleKind::plateau, "plateau"}}};

void require(bool holds, const std::string& message) {
  if (!holds) throw UsageError(message);
}

}  // namespace

std::string to_string(OptimizerKind kind) { return name_of(optimizers, kind); }
std::string to_string(ScheduleKind kind) { return name_of(schedules, kind); }
OptimizerKind parse_optimizer(std::string_view name) { return value_of(optimizers, "optimizer", name); }
ScheduleKind parse_schedule(std::string_view name) { return value_of(schedules, "schedule", name); }

void check(const TrainOptions& options) {
  require(options.epochs >= 1, "epochs is " + std::to_string(options.epochs) + ", expected at least 1");
  require(options.patience >= 0, "patience is negative, expected 0 or more");
  require(options.batch_size >= 1, "batch-size is " + std::to_string(options.batch_size) + ", expected at least 1");
  require(options.learning_rate > 0,
          "learning-rate is " + std::to_string(options.learning_rate) + ", expected more than 0");
  require(options.momentum >= 0 && options.momentum < 1, "momentum must be in [0, 1)");
  require(options.weight_decay >= 0, "weight-decay is negative, expected 0 or more");
  require(options.warmup_steps >= 1, "warmup-steps must be at least 1");
  require(options.plateau_patience >= 0, "plateau-patience is negative, expected 0 or more");
  require(options.plateau_factor > 0 && options.plateau_factor < 1, "plateau-factor must be between 0 and 1");
  require(options.clip_norm >= 0, "clip-norm is negative, expected 0 or more");
  require(options.label_smoothing >= 0 && options.label_smoothing < 1, "label-smoothing must be in [0, 1)");
  require(options.average >= 0 && options.average < 1, "average must be in [0, 1)");
  require(options.threads >= 0 && options.threads <= 256, "threads must be 0 to 256");
}

int thread_count(const TrainOptions& options) {
  if (options.threads > 0) return options.threads;
  const unsigned cores = std::thread::hardware_concurrency();
  return cores == 0 ? 1 : static_cast<int>(cores);
}

}  // namespace elman::train
