#include "elman/train/trainer.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "elman/error.h"
#include "tests/support/transducers.h"

namespace elman::test {
namespace {

struct Trained {
  std::string bytes;  // of the weights
  train::TrainingResult result;
  std::vector<std::string> epochs;  // bytes of the weights at the end of each
};

// Trains with scores that are given beforehand, one an epoch; the last one stays.
Trained trained(const train::TrainOptions& options, std::vector<double> scores) {
  const TransducerPointer model = small_transducer({}, options.seed);
  std::size_t epoch = 0;
  const auto next_scores = [&] {
    return std::vector<train::Score>{{"WER", scores[std::min(epoch++, scores.size() - 1)]}, {"PER", 0}};
  };
  tasks::PairLearnable learner = learnable(*model, encoded(*model, small_pairs()), options, next_scores);
  Trained trained;
  train::TrainCallbacks callbacks;
  callbacks.on_epoch = [&](const train::EpochReport&) { trained.epochs.push_back(bytes_of_weights(model->network())); };
  trained.result = train::train(learner, options, callbacks);
  trained.bytes = bytes_of_weights(model->network());
  return trained;
}

// What one epoch of this model ends with.
std::string divergence_of(const tasks::Transducer& model) {
  const train::TrainOptions options{.epochs = 1, .threads = 1};
  tasks::PairLearnable learner = learnable(model, encoded(model, small_pairs()), options);
  try {
    train::train(learner, options);
  } catch (const train::DivergenceError& error) {
    return error.what();
  }
  return "nothing";
}

TEST(Trainer, SameSeedGivesTheSameBitsAtAnyNumberOfThreads) {
  const train::TrainOptions options{.epochs = 3, .batch_size = 4, .threads = 1};
  train::TrainOptions two = options;
  two.threads = 2;
  train::TrainOptions other = options;
  other.seed = 2;
  const std::string one = trained(options, {3, 2, 1}).bytes;
  EXPECT_EQ(one, trained(options, {3, 2, 1}).bytes);
  EXPECT_EQ(one, trained(two, {3, 2, 1}).bytes);
  EXPECT_NE(one, trained(other, {3, 2, 1}).bytes);
}

TEST(Trainer, LeavesTheWeightsOfTheBestEpoch) {
  const train::TrainOptions options{.epochs = 4, .patience = 0, .batch_size = 4, .threads = 1};
  const Trained found = trained(options, {9, 3, 5, 3});
  EXPECT_EQ(found.result.best_epoch, 2);
  EXPECT_EQ(found.result.best.front().value, 3);
  EXPECT_FALSE(found.result.stopped_early);
  ASSERT_EQ(found.epochs.size(), 4U);
  EXPECT_EQ(found.bytes, found.epochs[1]);
  EXPECT_NE(found.bytes, found.epochs[3]);
}

// A word error rate stays at 100 % for long: the rate of learning falls only if words do not come closer either.
TEST(Trainer, ARateThatFallsAtAPlateauWaitsWhileLaterScoresImprove) {
  const auto last_rate = [](double second_falls_by) {
    const TransducerPointer model = small_transducer();
    double second = 100;
    const train::TrainOptions options{
        .epochs = 8, .patience = 0, .batch_size = 4, .learning_rate = 1e-3, .plateau_patience = 1, .threads = 1};
    tasks::PairLearnable learner = learnable(*model, encoded(*model, small_pairs()), options, [&] {
      second -= second_falls_by;
      return std::vector<train::Score>{{"WER", 100}, {"PER", second}};
    });
    double rate = 0;
    train::TrainCallbacks callbacks;
    callbacks.on_epoch = [&](const train::EpochReport& report) { rate = report.learning_rate; };
    train::train(learner, options, callbacks);
    return rate;
  };
  EXPECT_EQ(last_rate(1), 1e-3);
  EXPECT_LT(last_rate(0), 1e-3);
}

TEST(Trainer, StopsWhenPatienceIsOver) {
  const train::TrainingResult result =
      trained({.epochs = 20, .patience = 3, .batch_size = 4, .threads = 1}, {5, 4, 6}).result;
  EXPECT_EQ(result.best_epoch, 2);
  EXPECT_EQ(result.epochs, 5);
  EXPECT_TRUE(result.stopped_early);
}

TEST(Trainer, EndsInTheMiddleOfAnEpochIfItsStepsAreOver) {
  train::TrainOptions options{.epochs = 9, .patience = 0, .batch_size = 4, .threads = 1};
  const std::int64_t in_epoch = trained(options, {1}).result.steps / 9;
  ASSERT_GT(in_epoch, 1);
  options.steps = static_cast<int>(2 * in_epoch + 1);
  const Trained found = trained(options, {3, 2, 1});
  EXPECT_EQ(found.result.steps, options.steps);
  EXPECT_EQ(found.result.epochs, 3);
  EXPECT_EQ(found.result.best_epoch, 3);
}

// The number of steps may be given, or be decided when the rate has to begin to fall.
TEST(Trainer, EndThatIsDecidedOnTheWayGivesTheSameBits) {
  train::TrainOptions options{.epochs = 1'000'000, .patience = 0, .batch_size = 4, .threads = 1};
  options.schedule = train::ScheduleKind::trapezoidal;
  options.warmup_steps = 2;
  options.steps = 25;
  const std::string expected = trained(options, {1}).bytes;
  options.steps = 0;
  const TransducerPointer model = small_transducer({}, options.seed);
  tasks::PairLearnable learner = learnable(*model, encoded(*model, small_pairs()), options);
  train::TrainCallbacks callbacks;
  callbacks.last_step = [](std::int64_t steps, double) {
    return steps == 15 ? std::optional<std::int64_t>(25) : std::nullopt;  // 0.4 of 25 are left
  };
  EXPECT_EQ(train::train(learner, options, callbacks).steps, 25);
  EXPECT_EQ(bytes_of_weights(model->network()), expected);
  options.schedule = train::ScheduleKind::plateau;
  EXPECT_THROW(train::train(learner, options, callbacks), UsageError);
}

TEST(Trainer, PausesWithScoresOfTheWeightsAsTheyAre) {
  const train::TrainOptions options{.epochs = 9, .patience = 0, .batch_size = 4, .threads = 1};
  const TransducerPointer model = small_transducer({}, options.seed);
  int scored = 0;
  tasks::PairLearnable learner = learnable(*model, encoded(*model, small_pairs()), options, [&] {
    return std::vector<train::Score>{{"WER", double(++scored)}};
  });
  train::TrainCallbacks callbacks;
  callbacks.pause = [](std::int64_t steps, double seconds) { return steps == 1 && seconds >= 0; };
  std::vector<train::Score> told;
  callbacks.on_pause = [&](const std::vector<train::Score>& scores) { told = scores; };
  const train::TrainingResult result = train::train(learner, options, callbacks);
  EXPECT_TRUE(result.interrupted);
  EXPECT_TRUE(result.paused);
  EXPECT_EQ(result.steps, 1);
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(told[0].value, 1);
}

TEST(Trainer, LossThatExplodesIsAnErrorThatSaysWhatToDo) {
  train::TrainOptions options{
      .epochs = 30, .batch_size = 4, .learning_rate = std::numeric_limits<Scalar>::max() / 10, .threads = 1};
  options.clip_norm = 0;
  try {
    trained(options, {1});
    FAIL() << "training went on";
  } catch (const Error& error) {
    EXPECT_NE(std::string(error.what()).find("--learning-rate"), std::string::npos) << error.what();
  }
}

TEST(Trainer, ALossThatIsNotFiniteEndsTrainingBeforeAnyStep) {
  const TransducerPointer model = small_transducer();
  for (NamedParameter& named : model->network().parameters()) {
    if (named.name == "output.bias") named.parameter.mutable_value().fill(std::numeric_limits<Scalar>::infinity());
  }
  const std::string before = bytes_of_weights(model->network());
  EXPECT_NE(divergence_of(*model).find("the loss is"), std::string::npos) << divergence_of(*model);
  EXPECT_EQ(bytes_of_weights(model->network()), before);
}

// All states are 0 and so is every logit, but the gradient is too large on its way through the last layer but one.
TEST(Trainer, AGradientThatIsNotFiniteEndsTrainingBeforeAnyStep) {
  const TransducerPointer model = small_transducer();
  for (NamedParameter& named : model->network().parameters()) {
    const bool zero = named.name.find("embedding") != std::string::npos || named.name.find("bias") != std::string::npos;
    Tensor& value = named.parameter.mutable_value();
    value.fill(zero ? 0 : 100);
    if (named.name != "output.weight") continue;
    const std::int64_t columns = value.shape()[1];
    for (std::int64_t i = 0; i < value.size(); ++i) {
      value.data()[i] = (i / columns % 2 == 0 ? 1 : -1) * std::numeric_limits<Scalar>::max() / 2;
    }
  }
  const std::string before = bytes_of_weights(model->network());
  EXPECT_NE(divergence_of(*model).find("norm of the gradient"), std::string::npos) << divergence_of(*model);
  EXPECT_EQ(bytes_of_weights(model->network()), before);
}

}  // namespace
}  // namespace elman::test
