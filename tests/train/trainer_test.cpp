#include "elman/train/trainer.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <limits>
#include <string>
#include <vector>

#include "elman/error.h"
#include "elman/optim/weight_average.h"
#include "tests/support/allocations.h"
#include "tests/support/text_models.h"

namespace elman::test {
namespace {

std::vector<Tensor> values_of(const model::TextSeq2Seq& model) {
  std::vector<Tensor> values;
  for (const NamedParameter& named : model.network->parameters()) values.push_back(named.parameter.value().clone());
  return values;
}

bool same_bits(const std::vector<Tensor>& a, const std::vector<Tensor>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const Tensor& x, const Tensor& y) {
    return x.shape() == y.shape() &&
           std::memcmp(x.data(), y.data(), sizeof(Scalar) * static_cast<std::size_t>(x.size())) == 0;
  });
}

// Trains with scores that are given beforehand, one an epoch; the last one stays.
std::vector<Tensor> trained(const train::TrainOptions& options, std::vector<double> scores,
                            train::TrainingResult* result = nullptr,
                            std::vector<std::vector<Tensor>>* epochs = nullptr) {
  const model::TextSeq2Seq model = small_text_model({}, options.seed);
  const auto pairs = encoded(model, small_pairs());
  std::size_t epoch = 0;
  train::TrainCallbacks callbacks;
  callbacks.validate = [&] { return train::Validation{scores[std::min(epoch++, scores.size() - 1)], 0}; };
  callbacks.on_epoch = [&](const train::EpochReport&) {
    if (epochs != nullptr) epochs->push_back(values_of(model));
  };
  const train::TrainingResult got = train::train(*model.network, pairs, options, callbacks);
  if (result != nullptr) *result = got;
  return values_of(model);
}

// What one epoch of this model ends with.
std::string divergence_of(const model::TextSeq2Seq& model) {
  const auto pairs = encoded(model, small_pairs());
  train::TrainCallbacks callbacks;
  callbacks.validate = [] { return train::Validation{0, 0}; };
  try {
    train::train(*model.network, pairs, {.epochs = 1, .threads = 1}, callbacks);
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
  const std::vector<Tensor> one = trained(options, {3, 2, 1});
  EXPECT_TRUE(same_bits(one, trained(options, {3, 2, 1})));
  EXPECT_TRUE(same_bits(one, trained(two, {3, 2, 1})));
  EXPECT_FALSE(same_bits(one, trained(other, {3, 2, 1})));
}

// Every pair of every shard has its turn in each epoch: at a learning rate of nothing the epoch's loss is that of one
// shard.
TEST(Trainer, AnEpochTakesAllShards) {
  const model::TextSeq2Seq model = small_text_model({.dropout = 0});
  const train::TrainOptions options{.epochs = 3, .batch_size = 4, .learning_rate = 1e-30, .threads = 1};
  const auto losses = [&](std::uint64_t shards) {
    std::vector<double> found;
    train::TrainCallbacks callbacks{.validate = [] { return train::Validation{1, 1}; }};
    callbacks.on_epoch = [&](const train::EpochReport& report) { found.push_back(report.loss); };
    std::int64_t step = 0;
    std::int64_t steps = 0;
    callbacks.on_step = [&](const train::StepReport& report) {
      EXPECT_EQ(report.step, report.epoch == 1 && steps == 0 ? 1 : step % steps + 1);
      step = report.step;
      steps = report.steps_in_epoch;
    };
    train::train(*model.network, dealt(model, small_pairs(), shards), options, callbacks);
    EXPECT_EQ(step, steps);
    return found;
  };
  const std::vector<double> one = losses(1);
  for (const std::uint64_t shards : {2, 3, 20}) {
    const std::vector<double> several = losses(shards);
    for (int epoch = 0; epoch < 3; ++epoch) EXPECT_NEAR(several.at(epoch), one.at(epoch), 1e-5 * one.at(epoch));
  }
}

TEST(Trainer, StepsAllocateNothingAfterTheFirstEpochs) {
  for (const model::Seq2SeqOptions& kind : all_kinds_of_models()) {
    for (const std::uint64_t shards : {1, 3}) {
      const int threads = shards == 1 ? 1 : 2;
      const model::TextSeq2Seq model = small_text_model(kind);
      train::TrainCallbacks callbacks{.validate = [] { return train::Validation{1, 1}; }};
      std::int64_t before = 0;
      std::int64_t allocated = 0;
      std::int64_t epochs = 0;
      callbacks.on_step = [&](const train::StepReport& report) {
        if (report.epoch < 4) return;
        if (report.step == 1) before = allocation_count();
        if (report.step < report.steps_in_epoch) return;
        allocated += allocation_count() - before;
        ++epochs;
      };
      train::train(*model.network, dealt(model, small_pairs(), shards),
                   {.epochs = 9, .batch_size = 2, .threads = threads}, callbacks);
      EXPECT_EQ(epochs, 6);
      EXPECT_EQ(allocated, 0) << to_string(kind.architecture) << ", " << to_string(kind.attention) << ", " << shards
                              << " shards";
    }
  }
}

TEST(Trainer, LeavesTheWeightsOfTheBestEpoch) {
  train::TrainingResult result;
  std::vector<std::vector<Tensor>> epochs;
  const train::TrainOptions options{.epochs = 4, .patience = 0, .batch_size = 4, .threads = 1};
  const std::vector<Tensor> kept = trained(options, {9, 3, 5, 3}, &result, &epochs);
  EXPECT_EQ(result.best_epoch, 2);
  EXPECT_EQ(result.best.wer, 3);
  EXPECT_FALSE(result.stopped_early);
  ASSERT_EQ(epochs.size(), 4U);
  EXPECT_TRUE(same_bits(kept, epochs[1]));
  EXPECT_FALSE(same_bits(kept, epochs[3]));
}

TEST(Trainer, StopsWhenPatienceIsOver) {
  train::TrainingResult result;
  trained({.epochs = 20, .patience = 3, .batch_size = 4, .threads = 1}, {5, 4, 6}, &result);
  EXPECT_EQ(result.best_epoch, 2);
  EXPECT_EQ(result.epochs, 5);
  EXPECT_TRUE(result.stopped_early);
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

TEST(WeightAverage, FollowsTheWeightsAndSwaps) {
  Parameter parameter(Tensor({1}, {4}));
  optim::WeightAverage average({{"w", parameter}}, 0.5);
  parameter.mutable_value()[0] = 8;
  system::ThreadPool pool(2);
  average.update(pool);  // d = min(0.5, 2 / 11): 4 + (1 - 2 / 11) (8 - 4)
  average.swap();
  EXPECT_NEAR(parameter.value()[0], 4 + 9.0 / 11 * 4, 1e-6);
  average.swap();
  EXPECT_EQ(parameter.value()[0], 8);
}

TEST(Trainer, ALossThatIsNotFiniteEndsTrainingBeforeAnyStep) {
  const model::TextSeq2Seq model = small_text_model({});
  for (NamedParameter& named : model.network->parameters()) {
    if (named.name == "output.bias") named.parameter.mutable_value().fill(std::numeric_limits<Scalar>::infinity());
  }
  const std::vector<Tensor> before = values_of(model);
  EXPECT_NE(divergence_of(model).find("the loss is"), std::string::npos) << divergence_of(model);
  EXPECT_TRUE(same_bits(before, values_of(model)));
}

// All states are 0 and so is every logit, but the gradient is too large on its way through the last layer but one.
TEST(Trainer, AGradientThatIsNotFiniteEndsTrainingBeforeAnyStep) {
  const model::TextSeq2Seq model = small_text_model({});
  for (NamedParameter& named : model.network->parameters()) {
    const bool zero = named.name.find("embedding") != std::string::npos || named.name.find("bias") != std::string::npos;
    Tensor& value = named.parameter.mutable_value();
    value.fill(zero ? 0 : 100);
    if (named.name != "output.weight") continue;
    const std::int64_t columns = value.shape()[1];
    for (std::int64_t i = 0; i < value.size(); ++i) {
      value.data()[i] = (i / columns % 2 == 0 ? 1 : -1) * std::numeric_limits<Scalar>::max() / 2;
    }
  }
  const std::vector<Tensor> before = values_of(model);
  EXPECT_NE(divergence_of(model).find("norm of the gradient"), std::string::npos) << divergence_of(model);
  EXPECT_TRUE(same_bits(before, values_of(model)));
}

}  // namespace
}  // namespace elman::test
