#include "elman/train/trainer.h"

#include <chrono>
#include <cmath>
#include <memory>
#include <string>
#include <tuple>

#include "elman/error.h"
#include "elman/optim/adam.h"
#include "elman/optim/clip.h"
#include "elman/optim/schedule.h"
#include "elman/optim/sgd.h"
#include "elman/optim/weight_average.h"

namespace elman::train {

namespace {

// Streams of the seed. The model's first weights are stream 0.
enum Stream : std::uint64_t { shuffle_stream = 1, dropout_stream = 2 };

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
  Run(model::Seq2Seq& model, std::span<const data::EncodedPair> pairs, const TrainOptions& options,
      const TrainCallbacks& callbacks)
      : model_(model),
        pairs_(pairs),
        options_(options),
        callbacks_(callbacks),
        lengths_(data::pair_lengths(pairs)),
        optimizer_(make_optimizer(model, options)),
        schedule_(make_schedule(options)),
        average_(model.parameters(), options.average),
        tape_({.threads = thread_count(options), .record = true, .training = true, .seed = dropout_seed(options)}),
        began_(seconds_now()) {}

  TrainingResult train() {
    model_.zero_grad();
    TrainingResult result;
    for (int epoch = 1; epoch <= options_.epochs; ++epoch) {
      const double epoch_began = seconds_now();
      EpochReport report{.epoch = epoch};
      report.loss = train_epoch(epoch);
      report.learning_rate = optimizer_->learning_rate();
      average_.swap();
      report.validation = callbacks_.validate();
      report.best = keep_if_best(epoch, report.validation, result);
      report.seconds = seconds_now() - epoch_began;
      schedule_->report(report.validation.wer);
      result.epochs = epoch;
      if (callbacks_.on_epoch) callbacks_.on_epoch(report);
      average_.swap();
      if (options_.patience > 0 && epoch - result.best_epoch >= options_.patience) {
        result.stopped_early = epoch < options_.epochs;
        break;
      }
    }
    restore_best();
    return result;
  }

 private:
  static std::uint64_t dropout_seed(const TrainOptions& options) { return Random(options.seed, dropout_stream).bits(); }

  double train_epoch(int epoch) {
    // Each epoch's order comes from its number alone.
    Random random(options_.seed, shuffle_stream, static_cast<std::uint64_t>(epoch) << 40);
    const std::vector<std::int32_t> order = random.permutation(static_cast<std::int32_t>(pairs_.size()));
    plan_.fill(lengths_, order, {.batch_size = options_.batch_size},
               [&random](std::uint64_t below) { return random.below(below); });
    const double epoch_began = seconds_now();
    double loss_sum = 0;
    std::int64_t symbols = 0;
    for (std::size_t i = 0; i < plan_.size(); ++i) {
      data::make_batch(pairs_, plan_[i], batch_);
      const auto batch_symbols = static_cast<std::int64_t>(batch_.target_out.size());
      loss_sum += update(epoch, static_cast<std::int64_t>(i) + 1) * static_cast<double>(batch_symbols);
      symbols += batch_symbols;
      if (callbacks_.on_step) {
        const double now = seconds_now();
        callbacks_.on_step({.epoch = epoch,
                            .step = static_cast<std::int64_t>(i) + 1,
                            .steps_in_epoch = static_cast<std::int64_t>(plan_.size()),
                            .loss = loss_sum / static_cast<double>(symbols),
                            .symbols_per_second = static_cast<double>(symbols) / (now - epoch_began),
                            .seconds = now - began_});
      }
    }
    return loss_sum / static_cast<double>(symbols);
  }

  // One step of the optimizer on batch_; returns its loss.
  double update(int epoch, std::int64_t step_in_epoch) {
    const std::int64_t step = optimizer_->step_count() + 1;
    tape_.reset(static_cast<std::uint64_t>(step));
    const Variable loss = model_.loss(tape_, batch_, static_cast<Scalar>(options_.label_smoothing));
    const auto value = static_cast<double>(loss.value().item());
    if (!std::isfinite(value)) fail("loss", value, epoch, step_in_epoch);
    tape_.backward(loss);
    const double norm = optim::gradient_norm(optimizer_->parameters());
    if (!std::isfinite(norm)) fail("norm of the gradient", norm, epoch, step_in_epoch);
    const double factor = options_.clip_norm > 0 ? optim::clip_factor(norm, options_.clip_norm) : 1;
    optimizer_->set_learning_rate(schedule_->learning_rate(step));
    optimizer_->step(&tape_.pool(), factor);
    optimizer_->zero_grad();
    average_.update();
    return value;
  }

  [[noreturn]] static void fail(const char* what, double value, int epoch, std::int64_t step) {
    throw Error("training: the " + std::string(what) + " is " + std::to_string(value) + " at epoch " +
                std::to_string(epoch) + ", step " + std::to_string(step) +
                "; use a smaller --learning-rate or a smaller --clip-norm");
  }

  bool keep_if_best(int epoch, const Validation& validation, TrainingResult& result) {
    const bool better =
        result.best_epoch == 0 || std::tie(validation.wer, validation.per) < std::tie(result.best.wer, result.best.per);
    if (!better) return false;
    result.best = validation;
    result.best_epoch = epoch;
    const std::vector<NamedParameter> parameters = model_.parameters();
    if (best_.empty()) {
      for (const NamedParameter& named : parameters) best_.push_back(named.parameter.value().clone());
    } else {
      for (std::size_t i = 0; i < parameters.size(); ++i) best_[i].copy_from(parameters[i].parameter.value());
    }
    return true;
  }

  void restore_best() {
    std::vector<NamedParameter> parameters = model_.parameters();
    for (std::size_t i = 0; i < best_.size(); ++i) parameters[i].parameter.mutable_value().copy_from(best_[i]);
  }

  model::Seq2Seq& model_;
  std::span<const data::EncodedPair> pairs_;
  const TrainOptions& options_;
  const TrainCallbacks& callbacks_;
  std::vector<data::PairLength> lengths_;
  std::unique_ptr<optim::Optimizer> optimizer_;
  std::unique_ptr<optim::Schedule> schedule_;
  optim::WeightAverage average_;
  Tape tape_;
  data::BatchPlan plan_;
  data::Batch batch_;
  std::vector<Tensor> best_;
  double began_;
};

}  // namespace

TrainingResult train(model::Seq2Seq& model, std::span<const data::EncodedPair> pairs, const TrainOptions& options,
                     const TrainCallbacks& callbacks) {
  check(options);
  if (pairs.empty()) throw UsageError("training: there are no pairs to learn from");
  if (!callbacks.validate) throw UsageError("training: a validate callback is needed");
  const kernels::FlushDenormals flush;
  return Run(model, pairs, options, callbacks).train();
}

}  // namespace elman::train
