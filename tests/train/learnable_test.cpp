// The trainer knows no more of what it trains than Learnable says: here one weight that follows a series of numbers.
#include "elman/train/learnable.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "elman/autograd/ops.h"
#include "elman/error.h"
#include "elman/train/checkpoint.h"
#include "elman/train/trainer.h"
#include "tests/support/messages.h"
#include "tests/support/temporary_files.h"
#include "tests/support/transducers.h"

namespace elman::test {
namespace {

class OneWeight : public nn::Module {
 public:
  OneWeight() : weight(add_parameter("weight", Tensor({1}, {Scalar(0.5)}))) {}
  Parameter weight;
};

using Scores = std::vector<train::Score>;

// At each step the prediction is weight * number + memory, and the memory becomes half of that: what a step learns
// depends on all steps before it in the epoch.
class Follower : public train::Learnable {
 public:
  explicit Follower(OneWeight& network, std::vector<Scores> scores = {{{"loss", 1}}})
      : Learnable(network), network_(network), scores_(std::move(scores)) {}

  std::int64_t steps_in_epoch() const override { return steps; }
  void begin_epoch(int epoch, std::int64_t done) override {
    epoch_ = epoch;
    step_ = done;
    memory_.fill(0);
  }
  Loss next_loss(Tape& tape) override {
    const auto number = static_cast<Scalar>(std::sin(7.0 * epoch_ + static_cast<double>(step_)));
    ++step_;
    const Variable predicted = ops::add(tape, ops::scale(tape, network_.weight, number), tape.constant(memory_));
    const Variable loss = ops::mean_squared_error(tape, predicted, tape.constant(Tensor({1}, {number * number})));
    losses.push_back(static_cast<double>(loss.value().item()));
    const Scalar half = predicted.value().item() / 2;
    memory_.fill(half);
    return {loss, step_};  // so many units, to weigh the steps differently
  }
  const char* unit() const override { return "numbers"; }
  Scores validate() override { return scores_[std::min<std::size_t>(epoch_, scores_.size()) - 1]; }
  bool lower_is_better() const override { return scores_.front().front().lower_is_better; }

  std::vector<NamedTensor> carried() const override { return {{"memory", memory_.clone()}}; }
  void carry(const std::vector<NamedTensor>& state) override {
    if (forgets) return;
    ASSERT_EQ(state.size(), 1U);
    EXPECT_EQ(state.front().name, "memory");
    memory_.copy_from(state.front().tensor);
  }

  std::int64_t steps = 5;
  bool forgets = false;
  std::vector<double> losses;  // of all steps

 private:
  OneWeight& network_;
  std::vector<Scores> scores_;  // one for each epoch, the last one for all that come after
  int epoch_ = 0;
  std::int64_t step_ = 0;
  Tensor memory_{Shape{1}};
};

train::TrainOptions options_of(int epochs) {
  return {.epochs = epochs, .patience = 0, .learning_rate = 0.05, .average = 0, .threads = 1};
}

train::TrainingResult result_of(std::vector<Scores> scores) {
  OneWeight network;
  const auto epochs = static_cast<int>(scores.size());
  Follower follower(network, std::move(scores));
  return train::train(follower, options_of(epochs));
}

Scores accuracy(double value) { return {{"accuracy", value, false}}; }

TEST(Learnable, TheBestEpochHasTheHigherScoreIfHigherIsBetter) {
  EXPECT_EQ(result_of({accuracy(1), accuracy(5), accuracy(3)}).best_epoch, 2);
  EXPECT_EQ(result_of({{{"loss", 1}}, {{"loss", 5}}, {{"loss", 3}}}).best_epoch, 1);
}

TEST(Learnable, TiesAreDecidedByTheNextScoreInItsOwnDirection) {
  const auto scores = [](double wer, double accuracy) { return Scores{{"WER", wer}, {"accuracy", accuracy, false}}; };
  EXPECT_EQ(result_of({scores(3, 1), scores(2, 1), scores(2, 4), scores(2, 3)}).best_epoch, 3);
  EXPECT_EQ(result_of({scores(2, 1), scores(2, 1)}).best_epoch, 1) << "then the earlier epoch is the best";
  EXPECT_EQ(result_of({scores(2, 1), scores(3, 9)}).best_epoch, 1) << "the first score decides";
}

TEST(Learnable, TheRateFallsOnThePlateauOfAScoreThatShouldRise) {
  OneWeight network;
  Follower follower(network, {accuracy(1), accuracy(2), accuracy(3), accuracy(2), accuracy(1)});
  train::TrainOptions options = options_of(6);
  options.plateau_patience = 0;
  std::vector<double> rates;
  const train::TrainCallbacks callbacks{
      .on_epoch = [&](const train::EpochReport& report) { rates.push_back(report.learning_rate); }};
  train::train(follower, options, callbacks);
  ASSERT_EQ(rates.size(), 6U);
  EXPECT_EQ(rates[3], rates[0]);
  EXPECT_EQ(rates[4], rates[0] / 2);
  EXPECT_EQ(rates[5], rates[0] / 4);
}

TEST(Learnable, AnEpochsLossIsTheMeanOverItsUnits) {
  OneWeight network;
  Follower follower(network);
  double reported = 0;
  const train::TrainCallbacks callbacks{.on_epoch = [&](const auto& report) { reported = report.loss; }};
  train::train(follower, options_of(1), callbacks);
  double sum = 0;
  double units = 0;
  for (const double loss : follower.losses) sum += loss * ++units;  // the first step has one unit, the second two
  EXPECT_NEAR(reported, sum / 15, 1e-6 * reported);
}

TEST(Learnable, ALongEpochIsKeptNowAndThen) {
  OneWeight network;
  Follower follower(network);
  follower.steps = 12'000;
  std::vector<std::int64_t> kept;
  const train::TrainCallbacks callbacks{
      .keep = [&](const train::TrainingState& state) { kept.push_back(state.steps); }};
  train::train(follower, options_of(1), callbacks);
  EXPECT_EQ(kept, (std::vector<std::int64_t>{0, 5'000, 10'000, 0}));
}

// ---- What is carried ----

const train::Origin origin{.facts = {}, .build = "this one"};

struct Outcome {
  std::string bytes;
  bool interrupted = false;
};

// Trains anew, or from the checkpoint; keeps a checkpoint, and stops after so many steps of this run.
Outcome run(const std::string& checkpoint, std::int64_t stop_after, bool resume, bool forgets = false) {
  OneWeight network;
  Follower follower(network, {{{"loss", 3}}, {{"loss", 2}}, {{"loss", 1}}});
  follower.forgets = forgets;
  std::int64_t steps = 0;
  train::TrainCallbacks callbacks;
  callbacks.keep = [&](const train::TrainingState& state) {
    train::save_checkpoint(checkpoint, network, origin, state);
  };
  callbacks.stop = [&] { return ++steps == stop_after; };
  train::TrainingState from;
  if (resume) from = train::load_checkpoint(checkpoint, network, origin).state;
  const train::TrainingResult result = train::train(follower, options_of(3), callbacks, resume ? &from : nullptr);
  return {bytes_of_weights(network), result.interrupted};
}

TEST(Learnable, CarriesItsStateThroughACheckpointToTheSameBits) {
  const TemporaryFolder folder;
  const std::string checkpoint = folder.path("checkpoint");
  const Outcome whole = run(checkpoint, -1, false);
  int differ = 0;
  for (std::int64_t steps = 1; steps <= 15; ++steps) {
    ASSERT_TRUE(run(checkpoint, steps, false).interrupted);
    EXPECT_EQ(run(checkpoint, -1, true).bytes, whole.bytes) << "step " << steps;
    ASSERT_TRUE(run(checkpoint, steps, false).interrupted);
    differ += run(checkpoint, -1, true, /*forgets=*/true).bytes == whole.bytes ? 0 : 1;
  }
  EXPECT_GE(differ, 10) << "only after an epoch's last step there is nothing to carry";
}

TEST(Learnable, ThatCarriesNothingRefusesACarriedState) {
  const TransducerPointer model = small_transducer();
  tasks::PairLearnable pairs = learnable(*model, encoded(*model, small_pairs()), {});
  EXPECT_TRUE(pairs.carried().empty());
  EXPECT_NO_THROW(pairs.carry({}));
  const std::string message = message_of<UsageError>([&] { pairs.carry({{"memory", Tensor({1})}}); });
  EXPECT_TRUE(contains(message, "carried state memory")) << message;
}

TEST(Learnable, AStateOfMoreStepsThanAnEpochHasIsThatOfOtherData) {
  const TemporaryFolder folder;
  const std::string checkpoint = folder.path("checkpoint");
  run(checkpoint, 3, false);
  OneWeight network;
  train::TrainingState state = train::load_checkpoint(checkpoint, network, origin).state;
  EXPECT_EQ(state.steps, 3);
  state.steps = 6;
  Follower follower(network);
  EXPECT_THROW(train::train(follower, options_of(3), {}, &state), UsageError);
}

TEST(Learnable, ScoresOfEitherDirectionAreKeptInACheckpoint) {
  const TemporaryFolder folder;
  const std::string checkpoint = folder.path("checkpoint");
  OneWeight network;
  const Scores written{{"accuracy", 1.0 / 3, false}, {"loss", 0.1 + 0.2, true}};
  train::TrainingState state{.result = {.best_epoch = 0, .best = written}};
  state.weights = {network.weight.value()};
  train::save_checkpoint(checkpoint, network, origin, state);
  const Scores read = train::load_checkpoint(checkpoint, network, origin).state.result.best;
  ASSERT_EQ(read.size(), written.size());
  for (std::size_t i = 0; i < read.size(); ++i) {
    EXPECT_EQ(read[i].name, written[i].name);
    EXPECT_EQ(read[i].value, written[i].value);
    EXPECT_EQ(read[i].lower_is_better, written[i].lower_is_better);
  }
}

// Numbers to be squared by one weight, in batches of these sizes.
class Squares : public train::Learnable {
 public:
  Squares(OneWeight& network, std::vector<int> sizes)
      : Learnable(network), network_(network), sizes_(std::move(sizes)) {}

  std::int64_t steps_in_epoch() const override { return static_cast<std::int64_t>(sizes_.size()); }
  void begin_epoch(int /*epoch*/, std::int64_t done) override {
    step_ = static_cast<std::size_t>(done);
    next_ = 0;
    for (std::size_t i = 0; i < step_; ++i) next_ += sizes_[i];
  }
  Loss next_loss(Tape& tape) override {
    const int size = sizes_[step_++];
    Variable sum;
    for (int i = 0; i < size; ++i) {
      const auto number = static_cast<Scalar>(std::sin(static_cast<double>(next_++)));
      const Variable predicted = ops::scale(tape, network_.weight, number);
      const Variable loss = ops::mean_squared_error(tape, predicted, tape.constant(Tensor({1}, {number * number})));
      sum = i == 0 ? loss : ops::add(tape, sum, loss);
    }
    return {ops::scale(tape, sum, 1 / static_cast<Scalar>(size)), size};
  }
  Scores validate() override { return {}; }

 private:
  OneWeight& network_;
  std::vector<int> sizes_;
  std::size_t step_ = 0;
  int next_ = 0;
};

// What training of several epochs makes of the weight, and the loss of each epoch.
std::vector<double> squared(const std::vector<int>& sizes, int accumulate, double clip_norm) {
  OneWeight network;
  Squares squares(network, sizes);
  train::TrainOptions options = options_of(4);
  options.schedule = train::ScheduleKind::cosine;
  options.warmup_steps = 2;
  options.accumulate = accumulate;
  options.clip_norm = clip_norm;
  std::vector<double> found;
  const train::TrainCallbacks callbacks{
      .on_epoch = [&](const train::EpochReport& report) { found.push_back(report.loss); }};
  train::train(squares, options, callbacks);
  found.push_back(static_cast<double>(network.weight.value().item()));
  return found;
}

TEST(Learnable, SeveralBatchesOfAnUpdateCountAsOneLargeBatch) {
  for (const double clip_norm : {0.0, 0.1, 3.0}) {
    const std::vector<double> large = squared({6, 6, 4}, 1, clip_norm);
    for (const std::vector<int>& sizes : {std::vector<int>{2, 2, 2, 2, 2, 2, 2, 2}, {1, 2, 3, 3, 2, 1, 2, 2}}) {
      const std::vector<double> several = squared(sizes, 3, clip_norm);
      for (std::size_t i = 0; i < large.size(); ++i) EXPECT_NEAR(several[i], large[i], 1e-5) << i;
    }
    EXPECT_GT(std::abs(squared({2, 2, 2, 2, 2, 2, 2, 2}, 1, clip_norm).back() - large.back()), 1e-3);
  }
}

}  // namespace
}  // namespace elman::test
