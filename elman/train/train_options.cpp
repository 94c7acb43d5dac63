#include "elman/train/train_options.h"

#include <array>
#include <charconv>
#include <cmath>
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

std::string text_of(double number) {
  char text[64];
  const auto [end, error] = std::to_chars(text, text + sizeof text, number);
  return {text, end};
}

void require(bool holds, const char* name, double found, const char* expected) {
  if (!holds) throw UsageError(std::string(name) + " is " + text_of(found) + ", expected " + expected);
}

void require_between(const char* name, int found, int least, int most) {
  if (found >= least && found <= most) return;
  throw UsageError(std::string(name) + " is " + std::to_string(found) + ", expected " + std::to_string(least) + " to " +
                   std::to_string(most));
}

}  // namespace

std::string to_string(OptimizerKind kind) { return name_of(optimizers, kind); }
std::string to_string(ScheduleKind kind) { return name_of(schedules, kind); }
OptimizerKind parse_optimizer(std::string_view name) { return value_of(optimizers, "optimizer", name); }
ScheduleKind parse_schedule(std::string_view name) { return value_of(schedules, "schedule", name); }

void check(const TrainOptions& options) {
  constexpr int most = 1'000'000'000;  // epochs are counted beyond
  require_between("epochs", options.epochs, 1, most);
  require_between("patience", options.patience, 0, most);
  require_between("batch-size", options.batch_size, 1, most);
  require_between("warmup-steps", options.warmup_steps, 1, most);
  require_between("plateau-patience", options.plateau_patience, 0, most);
  require_between("threads", options.threads, 0, 256);
  require(options.learning_rate > 0 && std::isfinite(options.learning_rate), "learning-rate", options.learning_rate,
          "a finite number more than 0");
  require(options.momentum >= 0 && options.momentum < 1, "momentum", options.momentum, "0 <= momentum < 1");
  require(options.weight_decay >= 0 && std::isfinite(options.weight_decay), "weight-decay", options.weight_decay,
          "a finite number from 0");
  require(options.plateau_factor > 0 && options.plateau_factor < 1, "plateau-factor", options.plateau_factor,
          "0 < plateau-factor < 1");
  require(options.clip_norm >= 0, "clip-norm", options.clip_norm, "0 or more");
  require(options.label_smoothing >= 0 && options.label_smoothing < 1, "label-smoothing", options.label_smoothing,
          "0 <= label-smoothing < 1");
  require(options.average >= 0 && options.average < 1, "average", options.average, "0 <= average < 1");
  if (options.momentum > 0 && options.optimizer != OptimizerKind::sgd) {
    throw UsageError("momentum belongs to optimizer sgd, found optimizer " + to_string(options.optimizer) +
                     "; choose sgd or leave momentum out");
  }
}

int thread_count(const TrainOptions& options) {
  if (options.threads > 0) return options.threads;
  const unsigned cores = std::thread::hardware_concurrency();
  return cores == 0 ? 1 : static_cast<int>(cores);
}

}  // namespace elman::train
