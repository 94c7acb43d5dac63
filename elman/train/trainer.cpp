#include "elman/train/trainer.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <memory>
#include <numeric>
#include <span>
#include <string>
#include <tuple>
#include <utility>

#include "elman/error.h"
#include "elman/optim/adam.h"
#include "elman/optim/clip.h"
#include "elman/optim/schedule.h"
#include "elman/optim/sgd.h"
#include "elman/optim/weight_average.h"
#include "elman/train/stream.h"

namespace elman::train {

namespace {

double seconds_now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

std::unique_ptr<optim::Optimizer> make_optimizer(const model::Seq2Seq& model, const TrainOptions& options) {
  switch (options.optimizer) {
    case OptimizerKind::sgd: {
      const optim::SGDOptions sgd{
          .learning_rate = options.learning_rate, .momentum = options.momentum, .weight_decay = options.weight_decay};
      return std::make_unique<optim::SGD>(model.parameters(), sgd);
    }
    case OptimizerKind::adamw: {
      const optim::AdamWOptions adamw{.learning_rate = options.learning_rate, .weight_decay = options.weight_decay};
      return std::make_unique<optim::AdamW>(model.parameters(), adamw);
    }
    case OptimizerKind::adam:
      break;
  }
  const optim::AdamOptions adam{.learning_rate = options.learning_rate, .weight_decay = options.weight_decay};
  return std::make_unique<optim::Adam>(model.parameters(), adam);
}

std::unique_ptr<optim::Schedule> make_schedule(const TrainOptions& options) {
  switch (options.schedule) {
    case ScheduleKind::constant:
      return std::make_unique<optim::ConstantSchedule>(options.learning_rate);
    case ScheduleKind::inverse_sqrt:
      return std::make_unique<optim::InverseSqrtSchedule>(
          optim::InverseSqrtOptions{.peak_learning_rate = options.learning_rate, .warmup_steps = options.warmup_steps});
    case ScheduleKind::plateau:
      break;
  }
  return std::make_unique<optim::PlateauSchedule>(optim::PlateauOptions{
      .learning_rate = options.learning_rate, .factor = options.plateau_factor, .patience = options.plateau_patience});
}

// One run of training: what moves from step to step.
class Run {
 public:
  Run(model::Seq2Seq& model, data::PairShards pairs, const TrainOptions& options, const TrainCallbacks& callbacks)
      : model_(model),
        pairs_(std::move(pairs)),
        options_(options),
        callbacks_(callbacks),
        optimizer_(make_optimizer(model, options)),
        schedule_(make_schedule(options)),
        average_(model.parameters(), options.average),
        tape_({.threads = thread_count(options), .record = true, .training = true, .seed = dropout_seed(options)}),
        began_(seconds_now()) {}

  // Takes over a state. All of it is checked before anything is changed, but for what the parts check themselves.
  void restore(const TrainingState& state) {
    const std::vector<Tensor> weights = values();
    const bool best_fits = state.result.best_epoch > 0 ? same_shapes(state.best, weights) : state.best.empty();
    if (state.epoch < 1 || state.steps < 0 || state.symbols < 0 || !same_shapes(state.weights, weights) || !best_fits) {
      throw UsageError("training: the state to go on from is that of another model");
    }
    optimizer_->restore(state.optimizer);
    schedule_->restore(state.schedule);
    average_.restore(state.average_updates, state.means);
    copy_to_model(state.weights);
    for (const Tensor& value : state.best) best_.push_back(value.clone());
    position_ = {.epoch = state.epoch, .steps = state.steps, .loss_sum = state.loss_sum, .symbols = state.symbols};
    result_ = state.result;
  }

  TrainingResult train() {
    model_.zero_grad();
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
    copy_to_model(best_);
    return result_;
  }

 private:
  static std::uint64_t dropout_seed(const TrainOptions& options) { return Random(options.seed, dropout_stream).bits(); }

  // Sets stopped_early where there are epochs left.
  bool is_over() {
    if (position_.epoch > options_.epochs) return true;
    result_.stopped_early = options_.patience > 0 && result_.epochs - result_.best_epoch >= options_.patience;
    return result_.stopped_early;
  }

  // From the position to the epoch's end; false where it was stopped before.
  bool train_epoch() {
    epoch_began_ = seconds_now();
    symbols_before_ = position_.symbols;
    std::int64_t left = position_.steps;  // to be skipped
    if (left > steps_of_epoch()) throw UsageError("training: the state to go on from is that of other pairs");
    // Each epoch's order comes from its number alone.
    Random random(options_.seed, shard_order_stream, static_cast<std::uint64_t>(position_.epoch) << 40);
    const std::vector<std::int32_t> order = random.permutation(static_cast<std::int32_t>(pairs_.count()));
    for (std::size_t turn = 0; turn < order.size(); ++turn) {
      const auto shard = static_cast<std::size_t>(order[turn]);
      const std::int64_t skipped = std::min(left, steps_of_shard(shard));
      left -= skipped;
      if (skipped < steps_of_shard(shard) && !train_shard(shard, turn, skipped)) return false;
    }
    return true;
  }

  std::int64_t steps_of_shard(std::size_t shard) const {
    const auto size = static_cast<std::size_t>(options_.batch_size);
    return static_cast<std::int64_t>((pairs_.size(shard) + size - 1) / size);
  }

  std::int64_t steps_of_epoch() const {
    std::int64_t steps = 0;
    for (std::size_t shard = 0; shard < pairs_.count(); ++shard) steps += steps_of_shard(shard);
    return steps;
  }

  // The shard that has this turn in the epoch, without its first steps; false where it was stopped before its end.
  bool train_shard(std::size_t shard, std::size_t turn, std::int64_t skipped) {
    const data::EncodedPairs& pairs = pairs_.open(shard);
    // An epoch has 2^40 numbers of the stream to itself, a shard 2^24.
    Random random(options_.seed, shuffle_stream,
                  (static_cast<std::uint64_t>(position_.epoch) << 40) + (static_cast<std::uint64_t>(turn) << 24));
    order_.resize(pairs.size());
    std::iota(order_.begin(), order_.end(), 0);
    random.shuffle(std::span(order_));
    plan_.fill(pairs, order_, {.batch_size = options_.batch_size},
               [&random](std::uint64_t below) { return random.below(below); });
    for (auto i = static_cast<std::size_t>(skipped); i < plan_.size(); ++i) {
      data::make_batch(pairs, plan_[i], batch_);
      ++position_.steps;
      const auto batch_symbols = static_cast<std::int64_t>(batch_.target_out.size());
      position_.loss_sum += update() * static_cast<double>(batch_symbols);
      position_.symbols += batch_symbols;
      if (callbacks_.on_step) report_step();
      if (callbacks_.stop && callbacks_.stop()) return false;
    }
    return true;
  }

  void report_step() const {
    const double now = seconds_now();
    const std::int64_t symbols = position_.symbols - symbols_before_;
    callbacks_.on_step({.epoch = position_.epoch,
                        .step = position_.steps,
                        .steps_in_epoch = steps_of_epoch(),
                        .loss = mean_loss(),
                        .symbols_per_second = static_cast<double>(symbols) / (now - epoch_began_),
                        .seconds = now - began_});
  }

  double mean_loss() const { return position_.loss_sum / static_cast<double>(position_.symbols); }

  void end_epoch() {
    EpochReport report{.epoch = position_.epoch, .loss = mean_loss()};
    report.learning_rate = schedule_->learning_rate(optimizer_->step_count());
    average_.swap();
    report.validation = callbacks_.validate();
    report.best = keep_if_best(report.epoch, report.validation);
    report.seconds = seconds_now() - epoch_began_;
    schedule_->report(report.validation.wer);
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
                     .symbols = position_.symbols,
                     .result = result_,
                     .schedule = schedule_->state(),
                     .optimizer = optimizer_->state(),
                     .average_updates = average_.updates(),
                     .weights = values(),
                     .means = average_.means(),
                     .best = best_});
  }

  // One step of the optimizer on batch_; returns its loss.
  double update() {
    const std::int64_t step = optimizer_->step_count() + 1;
    tape_.reset(static_cast<std::uint64_t>(step));
    const Variable loss = model_.loss(tape_, batch_, static_cast<Scalar>(options_.label_smoothing));
    const auto value = static_cast<double>(loss.value().item());
    if (!std::isfinite(value)) fail("loss", value);
    tape_.backward(loss);
    const double norm = optim::gradient_norm(optimizer_->parameters(), &tape_.pool());
    if (!std::isfinite(norm)) fail("norm of the gradient", norm);
    const double factor = options_.clip_norm > 0 ? optim::clip_factor(norm, options_.clip_norm) : 1;
    optimizer_->set_learning_rate(schedule_->learning_rate(step));
    optimizer_->step(&tape_.pool(), factor, true);
    average_.update(tape_.pool());
    return value;
  }

  [[noreturn]] void fail(const char* what, double value) const {
    throw DivergenceError("training: the " + std::string(what) + " is " + std::to_string(value) + " at epoch " +
                          std::to_string(position_.epoch) + ", step " + std::to_string(position_.steps) +
                          ", expected a finite number; use a smaller --learning-rate or a smaller --clip-norm");
  }

  bool keep_if_best(int epoch, const Validation& validation) {
    const bool better = result_.best_epoch == 0 ||
                        std::tie(validation.wer, validation.per) < std::tie(result_.best.wer, result_.best.per);
    if (!better) return false;
    result_.best = validation;
    result_.best_epoch = epoch;
    const std::vector<Tensor> now = values();
    if (best_.empty()) {
      for (const Tensor& value : now) best_.push_back(value.clone());
    } else {
      for (std::size_t i = 0; i < now.size(); ++i) best_[i].copy_from(now[i]);
    }
    return true;
  }

  // The model's, sharing its storage.
  std::vector<Tensor> values() const {
    std::vector<Tensor> values;
    for (const NamedParameter& named : model_.parameters()) values.push_back(named.parameter.value());
    return values;
  }

  static bool same_shapes(std::span<const Tensor> a, std::span<const Tensor> b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](const Tensor& x, const Tensor& y) { return x.shape() == y.shape(); });
  }

  void copy_to_model(std::span<const Tensor> values) {
    std::vector<NamedParameter> parameters = model_.parameters();
    for (std::size_t i = 0; i < values.size(); ++i) parameters[i].parameter.mutable_value().copy_from(values[i]);
  }

  // In the epoch under way.
  struct Position {
    int epoch = 1;
    std::int64_t steps = 0;
    double loss_sum = 0;
    std::int64_t symbols = 0;
  };

  model::Seq2Seq& model_;
  data::PairShards pairs_;
  const TrainOptions& options_;
  const TrainCallbacks& callbacks_;
  std::unique_ptr<optim::Optimizer> optimizer_;
  std::unique_ptr<optim::Schedule> schedule_;
  optim::WeightAverage average_;
  Tape tape_;
  std::vector<std::int32_t> order_;  // of a shard's pairs
  data::BatchPlan plan_;
  data::Batch batch_;
  std::vector<Tensor> best_;
  Position position_;
  TrainingResult result_;
  double began_;
  double epoch_began_ = 0;
  std::int64_t symbols_before_ = 0;  // of position_, then
};

}  // namespace

TrainingResult train(model::Seq2Seq& model, data::PairShards pairs, const TrainOptions& options,
                     const TrainCallbacks& callbacks, const TrainingState* from) {
  check(options);
  if (pairs.size() == 0) throw UsageError("training: there are no pairs to learn from");
  if (!callbacks.validate) throw UsageError("training: a validate callback is needed");
  const system::FlushDenormals flush;
  Run run(model, std::move(pairs), options, callbacks);
  if (from != nullptr) run.restore(*from);
  return run.train();
}

}  // namespace elman::train
