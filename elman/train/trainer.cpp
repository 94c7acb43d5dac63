#include "elman/train/trainer.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <memory>
#include <span>
#include <string>
#include <utility>

#include "elman/autograd/elementwise.h"
#include "elman/error.h"
#include "elman/optim/adam.h"
#include "elman/optim/clip.h"
#include "elman/optim/schedule.h"
#include "elman/optim/sgd.h"
#include "elman/optim/weight_average.h"
#include "elman/random.h"
#include "elman/train/streams.h"

namespace elman::train {

namespace {

double seconds_now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

std::unique_ptr<optim::Optimizer> make_optimizer(const nn::Module& network, const TrainOptions& options) {
  switch (options.optimizer) {
    case OptimizerKind::sgd: {
      const optim::SGDOptions sgd{
          .learning_rate = options.learning_rate, .momentum = options.momentum, .weight_decay = options.weight_decay};
      return std::make_unique<optim::SGD>(network.parameters(), sgd);
    }
    case OptimizerKind::adamw: {
      const optim::AdamWOptions adamw{.learning_rate = options.learning_rate, .weight_decay = options.weight_decay};
      return std::make_unique<optim::AdamW>(network.parameters(), adamw);
    }
    case OptimizerKind::adam:
      break;
  }
  const optim::AdamOptions adam{.learning_rate = options.learning_rate, .weight_decay = options.weight_decay};
  return std::make_unique<optim::Adam>(network.parameters(), adam);
}

std::unique_ptr<optim::Schedule> make_schedule(const TrainOptions& options, const Learnable& learnable,
                                               bool end_is_open) {
  const std::int64_t total = total_steps(options, learnable.steps_in_epoch());
  switch (options.schedule) {
    case ScheduleKind::constant:
      return std::make_unique<optim::ConstantSchedule>(options.learning_rate);
    case ScheduleKind::inverse_sqrt:
      return std::make_unique<optim::InverseSqrtSchedule>(
          optim::InverseSqrtOptions{.peak_learning_rate = options.learning_rate, .warmup_steps = options.warmup_steps});
    case ScheduleKind::cosine:
      return std::make_unique<optim::CosineSchedule>(optim::CosineOptions{
          .peak_learning_rate = options.learning_rate, .warmup_steps = options.warmup_steps, .total_steps = total});
    case ScheduleKind::trapezoidal:
      return std::make_unique<optim::TrapezoidalSchedule>(
          optim::TrapezoidalOptions{.learning_rate = options.learning_rate,
                                    .warmup_steps = options.warmup_steps,
                                    .total_steps = end_is_open ? 0 : total,
                                    .decay_share = options.decay_share});
    case ScheduleKind::plateau:
      break;
  }
  optim::PlateauOptions plateau{
      .learning_rate = options.learning_rate, .factor = options.plateau_factor, .patience = options.plateau_patience};
  if (!learnable.lower_is_better()) plateau.mode = optim::PlateauMode::max;
  return std::make_unique<optim::PlateauSchedule>(plateau);
}

// In a long epoch, so that a run that is killed has not lost it all.
constexpr std::int64_t steps_between_states = 5'000;

// One run of training: what moves from step to step.
class Run {
 public:
  Run(Learnable& learnable, const TrainOptions& options, const TrainCallbacks& callbacks)
      : learnable_(learnable),
        network_(learnable.network()),
        options_(options),
        callbacks_(callbacks),
        optimizer_(make_optimizer(network_, options)),
        schedule_(make_schedule(options, learnable, static_cast<bool>(callbacks.last_step))),
        average_(network_.parameters(), options.average),
        tape_({.threads = thread_count(options), .record = true, .training = true, .seed = dropout_seed(options)}),
        began_(seconds_now()) {
    if (!callbacks.last_step) return;
    open_ = dynamic_cast<optim::TrapezoidalSchedule*>(schedule_.get());
    if (open_ == nullptr) throw UsageError("training: only a trapezoidal schedule can learn of its end on the way");
  }

  // Takes over a state. All of it is checked before anything is changed, but for what the parts check themselves.
  void restore(const TrainingState& state) {
    const std::vector<Tensor> weights = values();
    const bool best_fits = state.result.best_epoch > 0 ? same_shapes(state.best, weights) : state.best.empty();
    if (state.epoch < 1 || state.steps < 0 || state.units < 0 || !same_shapes(state.weights, weights) || !best_fits) {
      throw UsageError("training: the state to go on from is that of another network");
    }
    optimizer_->restore(state.optimizer);
    schedule_->restore(state.schedule);
    seconds_before_ = state.seconds;
    average_.restore(state.average_updates, state.means);
    copy_to_network(state.weights);
    for (const Tensor& value : state.best) best_.push_back(value.clone());
    position_ = {.epoch = state.epoch, .steps = state.steps, .loss_sum = state.loss_sum, .units = state.units};
    result_ = state.result;
    carried_ = state.carried;
  }

  TrainingResult train() {
    network_.zero_grad();
    if (position_.epoch == 1 && position_.steps == 0) keep();
    while (!is_over()) {
      if (!train_epoch()) {
        keep();
        result_.interrupted = true;
        break;
      }
      end_epoch();
      keep();
    }
    copy_to_network(best_);
    result_.steps = optimizer_->step_count();
    return result_;
  }

 private:
  static std::uint64_t dropout_seed(const TrainOptions& options) { return Random(options.seed, dropout_stream).bits(); }

  // Sets stopped_early if there are epochs left.
  bool is_over() {
    if ((position_.steps == 0 && has_done_all_steps()) || (open_ == nullptr && position_.epoch > options_.epochs))
      return true;
    result_.stopped_early = options_.patience > 0 && result_.epochs - result_.best_epoch >= options_.patience;
    return result_.stopped_early;
  }

  bool has_done_all_steps() const {
    const std::int64_t last = open_ != nullptr ? open_->total_steps() : options_.steps;
    return last > 0 && optimizer_->step_count() >= last;
  }

  void look_for_end() {
    if (open_ == nullptr || open_->total_steps() > 0) return;
    const std::int64_t step = optimizer_->step_count();
    if (const std::optional<std::int64_t> last = callbacks_.last_step(step, seconds())) open_->end_at(*last, step);
  }

  double seconds() const { return seconds_before_ + seconds_now() - began_; }

  // From the position to the epoch's or training's end; false if it was stopped before.
  bool train_epoch() {
    epoch_began_ = seconds_now();
    units_before_ = position_.units;
    const std::int64_t steps = learnable_.steps_in_epoch();
    if (position_.steps > steps) throw UsageError("training: the state to go on from is that of other data");
    learnable_.begin_epoch(position_.epoch, position_.steps);
    if (position_.steps > 0) learnable_.carry(carried_);
    while (position_.steps < steps && !has_done_all_steps()) {
      if (callbacks_.pause && callbacks_.pause(optimizer_->step_count(), seconds())) {
        pause();
        return false;
      }
      const std::int64_t before = position_.steps;
      update(std::min<std::int64_t>(options_.accumulate, steps - before));
      look_for_end();
      if (callbacks_.on_step) report_step(steps);
      const bool is_long = position_.steps / steps_between_states > before / steps_between_states;
      if (is_long && position_.steps < steps) keep();
      if (callbacks_.stop && callbacks_.stop()) return false;
    }
    return true;
  }

  void pause() {
    result_.paused = true;
    average_.swap();
    const std::vector<Score> scores = learnable_.validate();
    average_.swap();
    if (callbacks_.on_pause) callbacks_.on_pause(scores);
  }

  void report_step(std::int64_t steps) const {
    const double now = seconds_now();
    const std::int64_t units = position_.units - units_before_;
    callbacks_.on_step({.epoch = position_.epoch,
                        .step = position_.steps,
                        .steps_in_epoch = steps,
                        .loss = mean_loss(),
                        .units_per_second = static_cast<double>(units) / (now - epoch_began_),
                        .seconds = now - began_});
  }

  double mean_loss() const { return position_.loss_sum / static_cast<double>(position_.units); }

  void end_epoch() {
    EpochReport report{.epoch = position_.epoch, .loss = mean_loss()};
    report.learning_rate = schedule_->learning_rate(optimizer_->step_count());
    average_.swap();
    report.scores = learnable_.validate();
    report.best = keep_if_best(report.epoch, report.scores);
    report.seconds = seconds_now() - epoch_began_;
    if (!report.scores.empty()) schedule_->report(report.scores.front().value, report.best);
    result_.epochs = report.epoch;
    if (callbacks_.on_epoch) callbacks_.on_epoch(report);
    average_.swap();
    position_ = {.epoch = report.epoch + 1};
  }

  void keep() const {
    if (!callbacks_.keep) return;
    callbacks_.keep({.epoch = position_.epoch,
                     .steps = position_.steps,
                     .loss_sum = position_.loss_sum,
                     .units = position_.units,
                     .seconds = seconds(),
                     .result = result_,
                     .schedule = schedule_->state(),
                     .optimizer = optimizer_->state(),
                     .average_updates = average_.updates(),
                     .weights = values(),
                     .means = average_.means(),
                     .best = best_,
                     .carried = learnable_.carried()});
  }

  // From so many batches. If there are several, each counts by its units, so that the gradient is that of all of them
  // as one batch.
  void update(std::int64_t batches) {
    const std::int64_t step = optimizer_->step_count() + 1;
    const std::int64_t units_before = position_.units;
    for (std::int64_t batch = 0; batch < batches; ++batch) {
      tape_.reset(static_cast<std::uint64_t>((step - 1) * options_.accumulate + batch + 1));
      const Learnable::Loss loss = learnable_.next_loss(tape_);
      ++position_.steps;
      const auto value = static_cast<double>(loss.mean.value().item());
      if (!std::isfinite(value)) fail("loss", value);
      tape_.backward(batches == 1 ? loss.mean : ops::scale(tape_, loss.mean, static_cast<Scalar>(loss.units)));
      position_.loss_sum += value * static_cast<double>(loss.units);
      position_.units += loss.units;
    }
    const double share = batches == 1 ? 1 : 1 / static_cast<double>(position_.units - units_before);
    const double norm = share * optim::gradient_norm(optimizer_->parameters(), &tape_.pool());
    if (!std::isfinite(norm)) fail("norm of the gradient", norm);
    const double factor = share * (options_.clip_norm > 0 ? optim::clip_factor(norm, options_.clip_norm) : 1);
    optimizer_->set_learning_rate(schedule_->learning_rate(step));
    optimizer_->step(&tape_.pool(), factor, true);
    average_.update(tape_.pool());
  }

  [[noreturn]] void fail(const char* what, double value) const {
    throw DivergenceError("training: the " + std::string(what) + " is " + std::to_string(value) + " at epoch " +
                          std::to_string(position_.epoch) + ", step " + std::to_string(position_.steps) +
                          ", expected a finite number; use a smaller --learning-rate or a smaller --clip-norm");
  }

  // By the first score that differs.
  static bool is_better(std::span<const Score> scores, std::span<const Score> than) {
    for (std::size_t i = 0; i < scores.size() && i < than.size(); ++i) {
      if (scores[i].value == than[i].value) continue;
      return (scores[i].value < than[i].value) == scores[i].lower_is_better;
    }
    return false;
  }

  bool keep_if_best(int epoch, const std::vector<Score>& scores) {
    if (result_.best_epoch > 0 && !scores.empty() && !is_better(scores, result_.best)) return false;
    result_.best = scores;
    result_.best_epoch = epoch;
    const std::vector<Tensor> now = values();
    if (best_.empty()) {
      for (const Tensor& value : now) best_.push_back(value.clone());
    } else {
      for (std::size_t i = 0; i < now.size(); ++i) best_[i].copy_from(now[i]);
    }
    return true;
  }

  // The network's, sharing its storage.
  std::vector<Tensor> values() const {
    std::vector<Tensor> values;
    for (const NamedParameter& named : network_.parameters()) values.push_back(named.parameter.value());
    return values;
  }

  static bool same_shapes(std::span<const Tensor> a, std::span<const Tensor> b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](const Tensor& x, const Tensor& y) { return x.shape() == y.shape(); });
  }

  void copy_to_network(std::span<const Tensor> values) {
    std::vector<NamedParameter> parameters = network_.parameters();
    for (std::size_t i = 0; i < values.size(); ++i) parameters[i].parameter.mutable_value().copy_from(values[i]);
  }

  // In the epoch under way.
  struct Position {
    int epoch = 1;
    std::int64_t steps = 0;
    double loss_sum = 0;
    std::int64_t units = 0;
  };

  Learnable& learnable_;
  nn::Module& network_;
  const TrainOptions& options_;
  const TrainCallbacks& callbacks_;
  std::unique_ptr<optim::Optimizer> optimizer_;
  std::unique_ptr<optim::Schedule> schedule_;
  optim::TrapezoidalSchedule* open_ = nullptr;  // schedule_, if it learns of its end on the way
  optim::WeightAverage average_;
  Tape tape_;
  std::vector<Tensor> best_;
  std::vector<NamedTensor> carried_;  // of the state that training goes on from
  Position position_;
  TrainingResult result_;
  double began_;
  double seconds_before_ = 0;  // of training, before the interruption that it goes on from
  double epoch_began_ = 0;
  std::int64_t units_before_ = 0;  // of position_, then
};

}  // namespace

TrainingResult train(Learnable& learnable, const TrainOptions& options, const TrainCallbacks& callbacks,
                     const TrainingState* from) {
  check(options);
  const system::FlushDenormals flush;
  Run run(learnable, options, callbacks);
  if (from != nullptr) run.restore(*from);
  return run.train();
}

}  // namespace elman::train
