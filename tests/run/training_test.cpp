// A run of training through the library, as the program starts it.
#include "elman/run/training.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "elman/error.h"
#include "elman/io/safetensors.h"
#include "elman/tasks/task.h"
#include "tests/support/messages.h"
#include "tests/support/temporary_files.h"

namespace elman::test {
namespace {

// Words of a b c and their reversals.
std::string small_data() {
  std::string lines;
  for (const std::string first : {"a", "b", "c"}) {
    for (const std::string second : {"a", "b", "c", "ab", "ca"}) {
      const std::string word = first + second;
      lines += word + "\t" + std::string(word.rbegin(), word.rend()) + "\n";
    }
  }
  return lines;
}

Settings small_options() {
  return run::settings({{"hidden-size", "5"},
                        {"embedding-size", "4"},
                        {"epochs", "3"},
                        {"batch-size", "4"},
                        {"threads", "1"},
                        {"held-out", "0.2"}});
}

run::Request request_in(const TemporaryFolder& folder, const std::string& model = "m") {
  run::Request request{.files = {.train = folder.path("train.tsv"), .dev = {}}, .model = folder.path(model)};
  if (!std::filesystem::exists(request.files.train)) folder.put("train.tsv", small_data());
  request.options = small_options();
  return request;
}

// Writes down what it is told, and stops after so many steps.
class Recorder : public run::Listener {
 public:
  explicit Recorder(std::int64_t stop_after = -1) : stop_after_(stop_after) {}
  void on_notice(const std::string& line) override { notices.push_back(line); }
  void on_begin(const train::TrainOptions& options, std::string_view unit) override {
    epochs_announced = options.epochs;
    unit_announced = unit;
  }
  void on_step(const train::StepReport& /*report*/) override { ++steps; }
  void on_epoch(const train::EpochReport& report) override { epochs.push_back(report); }
  bool stop() override { return steps == stop_after_; }

  bool has_notice(std::string_view beginning) const {
    return std::any_of(notices.begin(), notices.end(),
                       [&](const std::string& line) { return line.starts_with(beginning); });
  }

  std::vector<std::string> notices;
  std::vector<train::EpochReport> epochs;
  std::int64_t steps = 0;
  int epochs_announced = 0;
  std::string unit_announced;

 private:
  std::int64_t stop_after_;
};

template <class Exception>
std::string refusal(const run::Request& request) {
  run::Listener nobody;
  return message_of<Exception>([&] { run::train(request, nobody); });
}

TEST(Run, TellsWhatItReadsAndWhatItTrains) {
  const TemporaryFolder folder;
  Recorder recorder;
  const run::Result result = run::train(request_in(folder), recorder);
  for (const char* beginning : {"train    ", "dev      ", "columns  ", "symbols  ", "model    ", "machine  "}) {
    EXPECT_TRUE(recorder.has_notice(beginning)) << beginning;
  }
  for (const std::string& line : recorder.notices) EXPECT_FALSE(contains(line, "\n")) << line;
  EXPECT_EQ(recorder.epochs_announced, 3);
  EXPECT_EQ(recorder.unit_announced, "symbols");
  ASSERT_EQ(recorder.epochs.size(), 3U);
  EXPECT_TRUE(recorder.epochs.front().best);
  EXPECT_EQ(recorder.epochs.front().scores.size(), 2U);
  EXPECT_EQ(result.training.epochs, 3);
  EXPECT_TRUE(contains(result.suggestion, folder.path("m"))) << result.suggestion;
}

TEST(Run, LeavesAModelThatPredictsAndNothingElse) {
  const TemporaryFolder folder;
  Recorder recorder;
  const run::Result result = run::train(request_in(folder), recorder);
  EXPECT_EQ(folder.names(), (std::set<std::string>{"train.tsv", "m"}));
  EXPECT_TRUE(result.checkpoint.empty());
  const auto model = tasks::open(folder.path("m"));
  EXPECT_EQ(model->predictor({})->predict("ab").outputs.size(), 1U);
  EXPECT_EQ(model->provenance.at("train"), "train.tsv");
  EXPECT_EQ(model->provenance.at("dev"), "held out");
  EXPECT_EQ(model->provenance.at("epoch"), std::to_string(result.training.best_epoch));
}

TEST(Run, TellsOfAnEpochWhenItsModelAndCheckpointAreOnDisk) {
  const TemporaryFolder folder;
  class Looker : public Recorder {
   public:
    explicit Looker(std::string model) : model_(std::move(model)) {}
    void on_begin(const train::TrainOptions& /*options*/, std::string_view /*unit*/) override {
      EXPECT_FALSE(std::filesystem::exists(model_));
    }
    void on_epoch(const train::EpochReport& report) override {
      Recorder::on_epoch(report);
      const io::Metadata state = io::SafetensorsFile::open(model_ + ".checkpoint").metadata();
      EXPECT_EQ(state.at("state.epochs-over"), std::to_string(report.epoch));
      if (report.best) best_ = report.epoch;
      EXPECT_EQ(tasks::open(model_)->provenance.at("epoch"), std::to_string(best_));
    }

   private:
    std::string model_;
    int best_ = 0;
  };
  Looker looker(folder.path("m"));
  run::train(request_in(folder), looker);
  EXPECT_EQ(looker.epochs.size(), 3U);
}

TEST(Run, StoppedAtAnyStepGoesOnToTheSameBytes) {
  const TemporaryFolder folder;
  Recorder whole;
  run::train(request_in(folder, "whole"), whole);
  const std::string expected = bytes_of_file(folder.path("whole"));
  EXPECT_GE(whole.steps, 9);
  for (std::int64_t steps = 1; steps < whole.steps; ++steps) {
    run::Request request = request_in(folder);
    request.force = true;
    Recorder stopped(steps);
    const run::Result result = run::train(request, stopped);
    EXPECT_TRUE(result.training.interrupted);
    EXPECT_EQ(result.checkpoint, folder.path("m.checkpoint"));
    EXPECT_TRUE(std::filesystem::exists(result.checkpoint));
    request.force = false;
    request.resume = true;
    Recorder resumed;
    EXPECT_FALSE(run::train(request, resumed).training.interrupted);
    EXPECT_TRUE(resumed.has_notice("resumed  "));
    EXPECT_EQ(resumed.steps + steps, whole.steps);
    EXPECT_EQ(resumed.epochs.size() + stopped.epochs.size(), 3U) << "no epoch is told of twice";
    EXPECT_EQ(bytes_of_file(folder.path("m")), expected) << "step " << steps;
    EXPECT_FALSE(std::filesystem::exists(result.checkpoint));
  }
}

TEST(Run, WhatIsThereIsNotOverwrittenUnasked) {
  const TemporaryFolder folder;
  folder.put("m", "precious");
  EXPECT_TRUE(contains(refusal<UsageError>(request_in(folder)), "exists already"));
  EXPECT_EQ(bytes_of_file(folder.path("m")), "precious");
  folder.put("n.checkpoint", "precious");
  EXPECT_TRUE(contains(refusal<UsageError>(request_in(folder, "n")), "--resume"));
  run::Request both = request_in(folder);
  both.resume = both.force = true;
  EXPECT_TRUE(contains(refusal<UsageError>(both), "give one of them"));
  run::Request nothing_there = request_in(folder, "new");
  nothing_there.resume = true;
  EXPECT_TRUE(contains(refusal<UsageError>(nothing_there), "found no such file"));
}

TEST(Run, NeedsAPlaceForTheModel) {
  const TemporaryFolder folder;
  run::Request request = request_in(folder);
  request.model = "";
  EXPECT_TRUE(contains(refusal<UsageError>(request), "-o MODEL"));
  request.model = folder.path("none/m");
  EXPECT_TRUE(contains(refusal<IoError>(request), request.model));
}

TEST(Run, AnOptionThatTheTaskHasNotIsRefusedByName) {
  const TemporaryFolder folder;
  run::Request request = request_in(folder);
  request.options.merge(run::settings({{"hiden-size", "7"}}));
  const std::string message = refusal<UsageError>(request);
  EXPECT_TRUE(contains(message, "\"hiden-size\" is no option of task transduce")) << message;
  request.task = "juggle";
  EXPECT_TRUE(contains(refusal<UsageError>(request), "transduce")) << "the tasks that there are";
}

TEST(Run, AValueThatDoesNotFitIsRefusedBeforeAnythingIsRead) {
  const TemporaryFolder folder;
  run::Request request = request_in(folder);
  request.files.train = folder.path("none.tsv");
  request.options["epochs"] = {"many", "--epochs"};
  EXPECT_EQ(refusal<UsageError>(request), "--epochs is \"many\", expected a whole number");
}

TEST(Run, ADevFileWithOtherColumnsIsRefused) {
  const TemporaryFolder folder;
  run::Request request = request_in(folder);
  request.options.erase("held-out");
  request.files.dev = folder.put("dev.tsv", "ab\tV;PL\tba\nac\tN\tca\n");
  const std::string message = refusal<DataError>(request);
  EXPECT_TRUE(message.starts_with(request.files.dev)) << message;
  EXPECT_TRUE(contains(message, "expected the columns of " + request.files.train)) << message;
  EXPECT_EQ(folder.names(), (std::set<std::string>{"train.tsv", "dev.tsv"}));
}

TEST(Run, AShareHeldOutAndADevFileContradictEachOther) {
  const TemporaryFolder folder;
  run::Request request = request_in(folder);
  request.files.dev = folder.put("dev.tsv", "ab\tba\n");
  EXPECT_TRUE(contains(refusal<UsageError>(request), "give one of them"));
  request.options["held-out"].from_file = true;  // a configuration may say it for other data
  Recorder recorder;
  EXPECT_NO_THROW(run::train(request, recorder));
}

TEST(Run, LinesThatCannotBeReadAreToldIfTheyAreSkipped) {
  const TemporaryFolder folder;
  folder.put("train.tsv", small_data() + "no tab here\n");
  run::Request request = request_in(folder);
  EXPECT_TRUE(contains(refusal<DataError>(request), "train.tsv:16"));
  request.options.merge(run::settings({{"skip-bad-lines", "true"}}));
  Recorder recorder;
  run::train(request, recorder);
  EXPECT_TRUE(recorder.has_notice("skipped  1 line of "));
}

TEST(Run, MoreThanThereIsMemoryForIsRefusedBeforeItIsAskedFor) {
  const TemporaryFolder folder;
  run::Request request = request_in(folder);
  request.options["hidden-size"].text = "100000";
  const std::string message = refusal<UsageError>(request);
  EXPECT_TRUE(contains(message, "MB of memory")) << message;
  EXPECT_TRUE(contains(message, "--hidden-size")) << message;
}

TEST(Run, DivergenceTakesTheCheckpointAlong) {
  const TemporaryFolder folder;
  run::Request request = request_in(folder);
  request.options.merge(run::settings({{"learning-rate", sizeof(Scalar) == 4 ? "1e37" : "1e307"}, {"clip-norm", "0"}}));
  EXPECT_TRUE(contains(refusal<train::DivergenceError>(request), "--learning-rate"));
  EXPECT_FALSE(std::filesystem::exists(folder.path("m.checkpoint")));
}

}  // namespace
}  // namespace elman::test
