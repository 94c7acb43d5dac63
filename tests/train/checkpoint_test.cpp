// Training that was stopped and goes on is training that was never stopped.
#include "elman/train/checkpoint.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "elman/error.h"
#include "tests/support/messages.h"
#include "tests/support/temporary_files.h"
#include "tests/support/transducers.h"

namespace elman::test {
namespace {

const train::Origin origin{.facts = {{"--seed", "1"}, {"train-sha256", "ab"}}, .build = "this one"};

// Epoch 2 is bad, so that the rate falls; epoch 3 is the best, so that its weights depend on that; then patience ends.
// Behind the point, what the weights are.
std::vector<train::Score> scores_of(const tasks::Transducer& model, int epochs_over) {
  constexpr std::array scores{5, 6, 4, 5, 6, 7};
  double sum = 0;
  for (const NamedParameter& named : model.network().parameters()) {
    for (const Scalar value : named.parameter.value().span()) sum += std::sin(40.0 * static_cast<double>(value));
  }
  return {{"WER", scores.at(static_cast<std::size_t>(epochs_over)) + 1e-6 * sum}, {"PER", 0}};
}

struct Stop {
  std::int64_t after_steps = -1;  // of this run; never where negative
  std::string checkpoint;
};

struct Outcome {
  std::string bytes;
  train::TrainingResult result;
};

// Trains a new model, from the checkpoint where `resume`, and keeps a checkpoint after each epoch and stop.
Outcome run(const train::TrainOptions& options, const Stop& stop, bool resume, std::uint64_t shards = 1) {
  const TransducerPointer model = small_transducer({}, resume ? 99 : options.seed);
  std::int64_t steps = 0;
  train::TrainCallbacks callbacks;
  callbacks.keep = [&](const train::TrainingState& state) {
    if (!stop.checkpoint.empty()) save_checkpoint(stop.checkpoint, model->network(), origin, state);
  };
  callbacks.stop = [&] { return ++steps == stop.after_steps; };
  train::Checkpoint from;
  if (resume) from = train::load_checkpoint(stop.checkpoint, model->network(), origin);
  int epochs_over = from.state.result.epochs;
  Outcome outcome;
  tasks::PairLearnable learner = learnable(*model, dealt(*model, small_pairs(), shards), options,
                                           [&] { return scores_of(*model, epochs_over++); });
  outcome.result = train::train(learner, options, callbacks, resume ? &from.state : nullptr);
  outcome.bytes = bytes_of_weights(model->network());
  return outcome;
}

// Sequences of whole runs: 3 steps an epoch.
std::vector<train::TrainOptions> all_kinds_of_training() {
  using train::OptimizerKind;
  using train::ScheduleKind;
  train::TrainOptions base{.epochs = 6, .patience = 2, .batch_size = 3, .learning_rate = 0.02, .threads = 1};
  base.plateau_patience = 0;
  std::vector<train::TrainOptions> kinds(6, base);
  kinds[1].optimizer = OptimizerKind::adamw;
  kinds[1].schedule = ScheduleKind::inverse_sqrt;
  kinds[2].optimizer = OptimizerKind::sgd;
  kinds[2].momentum = 0.9;
  kinds[2].schedule = ScheduleKind::constant;
  kinds[3].average = 0;
  kinds[4].patience = 0;
  kinds[4].schedule = ScheduleKind::cosine;
  kinds[4].warmup_steps = 4;
  kinds[5] = kinds[4];
  kinds[5].schedule = ScheduleKind::trapezoidal;
  kinds[5].steps = 7;  // ends in the middle of an epoch
  return kinds;
}

TEST(Checkpoint, StoppedAtAnyStepAndResumedEndsWithTheSameBits) {
  const TemporaryFolder folder;
  for (const train::TrainOptions& options : all_kinds_of_training()) {
    const Outcome whole = run(options, {}, false);
    train::TrainOptions two_threads = options;
    two_threads.threads = 2;
    for (std::int64_t steps = 1; steps <= whole.result.steps; ++steps) {
      const Stop stop{steps, folder.path("checkpoint")};
      EXPECT_TRUE(run(options, stop, false).result.interrupted);
      const Outcome resumed = run(steps % 2 == 0 ? options : two_threads, {-1, stop.checkpoint}, true);
      ASSERT_EQ(resumed.bytes, whole.bytes) << name_of(options.optimizer) << ", step " << steps;
      EXPECT_EQ(resumed.result.epochs, whole.result.epochs);
      EXPECT_EQ(resumed.result.best_epoch, whole.result.best_epoch);
      EXPECT_EQ(resumed.result.best.front().value, whole.result.best.front().value);
      EXPECT_EQ(resumed.result.stopped_early, whole.result.stopped_early);
      EXPECT_FALSE(resumed.result.interrupted);
    }
  }
}

TEST(Checkpoint, OfSeveralShardsToo) {
  const TemporaryFolder folder;
  const train::TrainOptions options{.epochs = 3, .batch_size = 2, .learning_rate = 0.02, .threads = 1};
  const Outcome whole = run(options, {}, false, 3);
  EXPECT_NE(whole.bytes, run(options, {}, false, 2).bytes);
  std::int64_t steps = 1;
  for (; steps < 100; ++steps) {
    const Stop stop{steps, folder.path("checkpoint")};
    if (!run(options, stop, false, 3).result.interrupted) break;
    ASSERT_EQ(run(options, {-1, stop.checkpoint}, true, 3).bytes, whole.bytes) << "step " << steps;
  }
  EXPECT_GE(steps, 3 * 5);  // nine pairs by two
}

TEST(Checkpoint, StoppedAgainAndAgainEndsWithTheSameBits) {
  const TemporaryFolder folder;
  const train::TrainOptions options = all_kinds_of_training().front();
  const Outcome whole = run(options, {}, false);
  const Stop each_step{1, folder.path("checkpoint")};
  Outcome outcome = run(options, each_step, false);
  int runs = 1;
  for (; outcome.result.interrupted; ++runs) outcome = run(options, each_step, true);
  EXPECT_GT(runs, 6);
  EXPECT_EQ(outcome.bytes, whole.bytes);
}

TEST(Checkpoint, OfARunThatIsOverGivesItsModel) {
  const TemporaryFolder folder;
  const train::TrainOptions options = all_kinds_of_training().front();
  const Stop never{-1, folder.path("checkpoint")};
  const Outcome whole = run(options, never, false);
  EXPECT_EQ(run(options, never, true).bytes, whole.bytes);
}

TEST(Checkpoint, OtherDataOrOptionsAreRefusedByName) {
  const TemporaryFolder folder;
  const std::string path = folder.path("checkpoint");
  run({.epochs = 1, .threads = 1}, {-1, path}, false);
  const TransducerPointer model = small_transducer();
  train::Origin other = origin;
  other.facts["--seed"] = "2";
  other.facts["--columns"] = "source,target";
  const std::string message = message_of<UsageError>([&] { train::load_checkpoint(path, model->network(), other); });
  EXPECT_TRUE(contains(message, "--seed was 1, is 2")) << message;
  EXPECT_TRUE(contains(message, "--columns was not given, is source,target")) << message;
  EXPECT_FALSE(contains(message, "train-sha256")) << message;
  other = origin;
  other.build = "another";
  EXPECT_EQ(train::load_checkpoint(path, model->network(), other).origin.build, "this one");
}

TEST(Checkpoint, OfAnotherModelIsRefusedBeforeAnythingChanges) {
  const TemporaryFolder folder;
  const std::string path = folder.path("checkpoint");
  run({.epochs = 1, .threads = 1}, {-1, path}, false);
  const TransducerPointer other = small_transducer({.encoder_layers = 2});
  EXPECT_THROW(train::load_checkpoint(path, other->network(), origin), ModelError);
  const TransducerPointer same = small_transducer();
  train::TrainingState state = train::load_checkpoint(path, same->network(), origin).state;
  state.weights.pop_back();
  const train::TrainOptions options{.threads = 1};
  tasks::PairLearnable learner = learnable(*same, encoded(*same, small_pairs()), options);
  EXPECT_THROW(train::train(learner, options, {}, &state), UsageError);
}

TEST(Checkpoint, DamageIsAModelErrorOrACheckpoint) {
  const TemporaryFolder folder;
  const std::string path = folder.path("checkpoint");
  run({.epochs = 1, .threads = 1}, {-1, path}, false);
  const std::string whole = bytes_of_file(path);
  const TransducerPointer model = small_transducer();
  const auto survives = [&] {
    try {
      train::load_checkpoint(path, model->network(), origin);
      return true;
    } catch (const ModelError&) {
    } catch (const UsageError&) {  // the origin was hit
    }
    return false;
  };
  EXPECT_TRUE(survives());
  std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
  for (std::size_t i = 0; i < 4000; ++i) {
    file.seekp(static_cast<std::streamoff>(i)).put(static_cast<char>(whole[i] ^ 0x15)).flush();
    survives();
    file.seekp(static_cast<std::streamoff>(i)).put(whole[i]).flush();
  }
  EXPECT_TRUE(survives());
  for (std::size_t size = whole.size(); size > 0; size -= std::min<std::size_t>(size, size < 4000 ? 37 : 1499)) {
    std::filesystem::resize_file(path, size - 1);
    EXPECT_FALSE(survives()) << size - 1;
  }
}

TEST(Checkpoint, NewerVersionSaysWhichItNeeds) {
  const TemporaryFolder folder;
  const std::string path = folder.path("checkpoint");
  run({.epochs = 1, .threads = 1}, {-1, path}, false);
  std::string bytes = bytes_of_file(path);
  const std::string entry = "\"elman-checkpoint\":\"" + std::to_string(train::checkpoint_format_version) + "\"";
  const std::size_t at = bytes.find(entry);
  ASSERT_NE(at, std::string::npos);
  bytes[at + entry.size() - 2] = '7';
  folder.put("checkpoint", bytes);
  const TransducerPointer model = small_transducer();
  const std::string message = message_of<ModelError>([&] { train::load_checkpoint(path, model->network(), origin); });
  EXPECT_TRUE(contains(message, "version 7")) << message;
}

}  // namespace
}  // namespace elman::test
