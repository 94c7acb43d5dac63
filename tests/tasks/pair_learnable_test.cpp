#include "elman/tasks/pair_learnable.h"

#include <gtest/gtest.h>

#include <vector>

#include "elman/error.h"
#include "elman/train/trainer.h"
#include "tests/support/allocations.h"
#include "tests/support/transducers.h"

namespace elman::test {
namespace {

// Every pair of every shard has its turn in each epoch: at a learning rate of nothing the epoch's loss is that of one
// shard.
TEST(PairLearnable, AnEpochTakesAllShards) {
  const TransducerPointer model = small_transducer({.dropout = 0});
  const train::TrainOptions options{.epochs = 3, .batch_size = 4, .learning_rate = 1e-30, .threads = 1};
  const auto losses = [&](std::uint64_t shards, std::int32_t batch_symbols) {
    std::vector<double> found;
    train::TrainCallbacks callbacks;
    callbacks.on_epoch = [&](const train::EpochReport& report) { found.push_back(report.loss); };
    std::int64_t step = 0;
    std::int64_t steps = 0;
    callbacks.on_step = [&](const train::StepReport& report) {
      EXPECT_EQ(report.step, report.epoch == 1 && steps == 0 ? 1 : step % steps + 1);
      step = report.step;
      steps = report.steps_in_epoch;
    };
    tasks::PairLearnable learner = learnable(*model, dealt(*model, small_pairs(), shards), options, {}, batch_symbols);
    train::train(learner, options, callbacks);
    EXPECT_EQ(step, steps);
    return found;
  };
  const std::vector<double> one = losses(1, 0);
  for (const std::uint64_t shards : {1, 2, 3, 20}) {
    for (const std::int32_t batch_symbols : {0, 1, 50}) {
      const std::vector<double> several = losses(shards, batch_symbols);
      for (int epoch = 0; epoch < 3; ++epoch) EXPECT_NEAR(several.at(epoch), one.at(epoch), 1e-5 * one.at(epoch));
    }
  }
}

TEST(PairLearnable, StepsAllocateNothingAfterTheFirstEpochs) {
  for (const model::Seq2SeqOptions& kind : all_kinds_of_models()) {
    for (const std::uint64_t shards : {1, 3}) {
      const int threads = shards == 1 ? 1 : 2;
      const TransducerPointer model = small_transducer(kind);
      const train::TrainOptions options{.epochs = 11, .batch_size = 2, .threads = threads};
      tasks::PairLearnable learner =
          learnable(*model, dealt(*model, small_pairs(), shards), options, {}, shards == 1 ? 0 : 20);
      train::TrainCallbacks callbacks;
      std::int64_t before = 0;
      std::int64_t allocated = 0;
      std::int64_t epochs = 0;
      callbacks.on_step = [&](const train::StepReport& report) {
        if (report.epoch < 6) return;  // which batch is the largest so far is up to the shuffle
        if (report.step == 1) before = allocation_count();
        if (report.step < report.steps_in_epoch) return;
        allocated += allocation_count() - before;
        ++epochs;
      };
      train::train(learner, options, callbacks);
      EXPECT_EQ(epochs, 6);
      EXPECT_EQ(allocated, 0) << name_of(kind.architecture) << ", " << name_of(kind.attention) << ", " << shards
                              << " shards";
    }
  }
}

TEST(PairLearnable, WithoutPairsIsRefused) {
  const TransducerPointer model = small_transducer();
  EXPECT_THROW(learnable(*model, data::PairShards(), {}), UsageError);
}

}  // namespace
}  // namespace elman::test
