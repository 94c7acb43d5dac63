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

namespace {

std::int64_t steps_before_decay(std::int64_t total, double share) {
  return total - static_cast<std::int64_t>(share * static_cast<double>(total));
}

}  // namespace

TrapezoidalSchedule::TrapezoidalSchedule(const TrapezoidalOptions& options) : options_(options) {
  if (options.warmup_steps < 1 || options.total_steps < 0) {
    throw UsageError("trapezoidal schedule: expected warmup_steps of at least 1 and total_steps of at least 0, found " +
                     std::to_string(options.warmup_steps) + " and " + std::to_string(options.total_steps));
  }
  if (!(options.decay_share > 0 && options.decay_share <= 1)) {
    throw UsageError("trapezoidal schedule: decay_share must be in (0, 1], found " +
                     std::to_string(options.decay_share));
  }
}

double TrapezoidalSchedule::learning_rate(std::int64_t step) const {
  const double growth = std::min(1.0, static_cast<double>(step) / static_cast<double>(options_.warmup_steps));
  const std::int64_t total = options_.total_steps;
  if (total == 0) return options_.learning_rate * growth;
  if (step > total) return 0;
  const std::int64_t constant = steps_before_decay(total, options_.decay_share);
  if (step <= constant) return options_.learning_rate * growth;
  const double progress = static_cast<double>(step - constant) / static_cast<double>(total - constant + 1);
  return options_.learning_rate * growth * (1 - std::sqrt(progress));
}

void TrapezoidalSchedule::end_at(std::int64_t total_steps, std::int64_t now) {
  if (options_.total_steps > 0) throw UsageError("trapezoidal schedule: its end is known already");
  if (steps_before_decay(total_steps, options_.decay_share) < now) {
    throw UsageError("trapezoidal schedule: to end at step " + std::to_string(total_steps) +
                     ", the rate should have begun to fall before step " + std::to_string(now));
  }
  options_.total_steps = total_steps;
}

std::int64_t TrapezoidalSchedule::total_if_decay_follows(std::int64_t steps, double decay_share) {
  auto total = static_cast<std::int64_t>(static_cast<double>(steps) / (1 - decay_share));
  while (total > 1 && steps_before_decay(total - 1, decay_share) >= steps) --total;
  while (steps_before_decay(total, decay_share) < steps) ++total;
  return total;
}

std::vector<double> TrapezoidalSchedule::state() const { return {static_cast<double>(options_.total_steps)}; }

void TrapezoidalSchedule::restore(std::span<const double> state) {
  constexpr double most = 1e15;
  const bool fits = state.size() == 1 && state[0] >= 0 && state[0] <= most && state[0] == std::floor(state[0]);
  const auto total = fits ? static_cast<std::int64_t>(state[0]) : 0;
  if (!fits || (options_.total_steps > 0 && options_.total_steps != total)) {
    throw UsageError("trapezoidal schedule: expected its number of steps as its state");
  }
  options_.total_steps = total;
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
