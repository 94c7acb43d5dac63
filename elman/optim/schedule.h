// How the learning rate changes in the course of training.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace elman::optim {

// The trainer asks for the rate before every update and reports the score of every epoch; each schedule uses what it
// needs.
class Schedule {
 public:
  virtual ~Schedule() = default;

  // Of update number `step`, from 1.
  virtual double learning_rate(std::int64_t step) const = 0;
  // The score of an epoch on held-out data, and whether other scores say that it is better than an equal one.
  virtual void report(double /*score*/, bool /*better_than_equal*/) {}
  void report(double score) { report(score, false); }
  // What a checkpoint stores and restores. restore() throws UsageError for the state of another schedule.
  virtual std::vector<double> state() const { return {}; }
  virtual void restore(std::span<const double> state);
};

class ConstantSchedule : public Schedule {
 public:
  explicit ConstantSchedule(double learning_rate) : learning_rate_(learning_rate) {}
  double learning_rate(std::int64_t /*step*/) const override { return learning_rate_; }

 private:
  double learning_rate_;
};

struct InverseSqrtOptions {
  double peak_learning_rate = 1e-3;  // reached at step `warmup_steps`
  std::int64_t warmup_steps = 400;   // of linear growth, at least 1
};

// peak * min(step / warmup, sqrt(warmup / step)). Vaswani et al. 2017 write it as
// size^-0.5 * min(step^-0.5, step * warmup^-1.5): the same with a peak of (size * warmup)^-0.5.
class InverseSqrtSchedule : public Schedule {
 public:
  explicit InverseSqrtSchedule(const InverseSqrtOptions& options);
  double learning_rate(std::int64_t step) const override;

 private:
  InverseSqrtOptions options_;
};

struct CosineOptions {
  double peak_learning_rate = 1e-3;  // reached at step `warmup_steps`
  std::int64_t warmup_steps = 400;   // of linear growth, at least 1
  std::int64_t total_steps = 1000;   // the rate reaches zero behind the last; later ones have zero
};

// peak * step / warmup, then peak * (1 + cos(pi * progress)) / 2 (Loshchilov & Hutter 2017, without restarts). Unlike
// the other schedules it has to know when training ends.
class CosineSchedule : public Schedule {
 public:
  explicit CosineSchedule(const CosineOptions& options);
  double learning_rate(std::int64_t step) const override;

 private:
  CosineOptions options_;
};

struct TrapezoidalOptions {
  double learning_rate = 1e-3;    // between growth and fall
  std::int64_t warmup_steps = 1;  // of linear growth, at least 1
  std::int64_t total_steps = 0;   // 0: not known yet, so the rate does not fall
  double decay_share = 0.4;       // of the total: its last steps, in which the rate falls; in (0, 1]
};

// Linear growth, a constant rate, and a fall to zero behind the last step that is steep first, 1 - sqrt(progress)
// (Zhai et al. 2022, Scaling Vision Transformers; Haegele et al. 2024, Scaling Laws and Compute-Optimal Training Beyond
// Fixed Training Durations). When training ends has to be known only when the rate begins to fall.
class TrapezoidalSchedule : public Schedule {
 public:
  explicit TrapezoidalSchedule(const TrapezoidalOptions& options);
  double learning_rate(std::int64_t step) const override;

  // Of a schedule whose end is open. Throws UsageError if it is not, or if the rate should have begun to fall before
  // step `now`.
  void end_at(std::int64_t total_steps, std::int64_t now);
  std::int64_t total_steps() const { return options_.total_steps; }
  // The total steps.
  std::vector<double> state() const override;
  void restore(std::span<const double> state) override;

  // The smallest total with which the rate begins to fall right after `steps`.
  static std::int64_t total_if_decay_follows(std::int64_t steps, double decay_share);

 private:
  TrapezoidalOptions options_;
};

enum class PlateauMode { min, max };  // whether a smaller or a larger score is better
enum class PlateauThreshold { relative, absolute };

struct PlateauOptions {
  double learning_rate = 1e-3;          // at the start
  PlateauMode mode = PlateauMode::min;  // which scores are better
  double factor = 0.1;                  // what the rate is multiplied by, in (0, 1)
  int patience = 10;                    // epochs without a better score before it reduces the rate
  double threshold = 1e-4;              // by how much a score has to be better to count
  PlateauThreshold threshold_mode = PlateauThreshold::relative;  // share of the best score, or difference
  int cooldown = 0;                                              // epochs after a reduction that do not count
  double minimum = 0;                                            // of the rate
  double smallest_change = 1e-8;                                 // of the rate; smaller reductions are not made
};

// Reduces the rate when the score no longer improves: the rules of PyTorch's ReduceLROnPlateau. An equal score that is
// better by others improves too: a word error rate stays at 100 % for long while the words come closer.
class PlateauSchedule : public Schedule {
 public:
  explicit PlateauSchedule(const PlateauOptions& options);
  double learning_rate(std::int64_t /*step*/) const override { return learning_rate_; }
  using Schedule::report;
  void report(double score, bool better_than_equal) override;
  // Rate, best score, bad epochs, epochs of cooldown left.
  std::vector<double> state() const override;
  void restore(std::span<const double> state) override;

 private:
  bool is_better(double score) const;
  void reduce();

  PlateauOptions options_;
  double learning_rate_;
  double best_;
  int bad_epochs_ = 0;
  int cooldown_left_ = 0;
};

}  // namespace elman::optim
