#include "elman/optim/schedule.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <string>

#include "elman/error.h"

namespace elman::optim {

void Schedule::restore(std::span<const double> state) {
  if (!state.empty()) throw UsageError("schedule: it keeps no state, but was given some");
}

InverseSqrtSchedule::InverseSqrtSchedule(const InverseSqrtOptions& options) : options_(options) {
  if (options.warmup_steps < 1) {
    throw UsageError("inverse square root schedule: warmup_steps must be at least 1, found " +
                     std::to_string(options.warmup_steps));
  }
}

double InverseSqrtSchedule::learning_rate(std::int64_t step) const {
  const double progress = static_cast<double>(step) / static_cast<double>(options_.warmup_steps);
  return options_.peak_learning_rate * std::min(progress, 1 / std::sqrt(progress));
}

CosineSchedule::CosineSchedule(const CosineOptions& options) : options_(options) {
  if (options.warmup_steps < 1 || options.total_steps < 1) {
    throw UsageError("cosine schedule: warmup_steps and total_steps must be at least 1, found " +
                     std::to_string(options.warmup_steps) + " and " + std::to_string(options.total_steps));
  }
}

double CosineSchedule::learning_rate(std::int64_t step) const {
  if (step <= options_.warmup_steps) {
    return options_.peak_learning_rate * static_cast<double>(step) / static_cast<double>(options_.warmup_steps);
  }
  if (step > options_.total_steps) return 0;
  const double progress = static_cast<double>(step - options_.warmup_steps) /
                          static_cast<double>(options_.total_steps - options_.warmup_steps + 1);
  return options_.peak_learning_rate * (1 + std::cos(std::numbers::pi * progress)) / 2;
}

PlateauSchedule::PlateauSchedule(const PlateauOptions& options)
    : options_(options),
      learning_rate_(options.learning_rate),
      best_(options.mode == PlateauMode::min ? std::numeric_limits<double>::infinity()
                                             : -std::numeric_limits<double>::infinity()) {
  if (!(options.factor > 0 && options.factor < 1)) {
    throw UsageError("plateau schedule: factor must be in (0, 1), found " + std::to_string(options.factor));
  }
}

bool PlateauSchedule::is_better(double score) const {
  const double sign = options_.mode == PlateauMode::min ? -1 : 1;
  const double margin = options_.threshold_mode == PlateauThreshold::relative ? best_ * (1 + sign * options_.threshold)
                                                                              : best_ + sign * options_.threshold;
  return sign * score > sign * margin;
}

void PlateauSchedule::report(double score, bool better_than_equal) {
  if (is_better(score) || (better_than_equal && score == best_)) {
    best_ = score;
    bad_epochs_ = 0;
  } else {
    ++bad_epochs_;
  }
  if (cooldown_left_ > 0) {
    --cooldown_left_;
    bad_epochs_ = 0;
  }
  if (bad_epochs_ > options_.patience) reduce();
}

void PlateauSchedule::reduce() {
  const double reduced = std::max(learning_rate_ * options_.factor, options_.minimum);
  if (learning_rate_ - reduced > options_.smallest_change) learning_rate_ = reduced;
  cooldown_left_ = options_.cooldown;
  bad_epochs_ = 0;
}

std::vector<double> PlateauSchedule::state() const {
  return {learning_rate_, best_, static_cast<double>(bad_epochs_), static_cast<double>(cooldown_left_)};
}

void PlateauSchedule::restore(std::span<const double> state) {
  const auto is_count = [](double number) { return number >= 0 && number <= std::numeric_limits<int>::max(); };
  if (state.size() != 4 || !(state[0] >= 0) || std::isnan(state[1]) || !is_count(state[2]) || !is_count(state[3])) {
    throw UsageError("plateau schedule: expected rate, best score, bad epochs and cooldown as its state");
  }
  learning_rate_ = state[0];
  best_ = state[1];
  bad_epochs_ = static_cast<int>(state[2]);
  cooldown_left_ = static_cast<int>(state[3]);
}

}  // namespace elman::optim
