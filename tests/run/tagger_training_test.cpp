// Training a tagger through the library, as the program starts it.
#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "elman/error.h"
#include "elman/run/training.h"
#include "elman/tasks/task.h"
#include "tests/support/messages.h"
#include "tests/support/temporary_files.h"

namespace elman::test {
namespace {

std::string sentences() {
  std::string lines;
  for (const std::string subject : {"hond", "Kat", "voël", "seun"}) {
    for (const std::string verb : {"blaf", "slaap"}) {
      lines += "die " + subject + " " + verb + "\tDET NOUN VERB\n" + subject + " " + verb + " nie\tNOUN VERB ADV\n";
      lines += verb + "\tVERB\n";
    }
  }
  return lines;
}

run::Request request_in(const TemporaryFolder& folder, const std::string& model, const std::string& threads) {
  run::Request request{
      .task = "tag", .files = {.train = folder.path("train.tsv"), .dev = {}}, .model = folder.path(model)};
  if (!std::filesystem::exists(request.files.train)) folder.put("train.tsv", sentences());
  request.options = run::settings({{"hidden-size", "5"},
                                   {"embedding-size", "4"},
                                   {"letter-hidden-size", "3"},
                                   {"epochs", "3"},
                                   {"batch-size", "4"},
                                   {"threads", threads},
                                   {"held-out", "0.2"}});
  return request;
}

class StopAfter : public run::Listener {
 public:
  explicit StopAfter(std::int64_t stop_after = -1) : left(stop_after) {}
  void on_step(const train::StepReport& /*report*/) override {
    ++steps;
    --left;
  }
  bool stop() override { return left == 0; }

  std::int64_t left;
  std::int64_t steps = 0;
};

TEST(TaggerTraining, AnyThreadsAndAnyInterruptionEndWithTheSameBytes) {
  const TemporaryFolder folder;
  StopAfter whole;
  run::train(request_in(folder, "whole", "1"), whole);
  const std::string expected = bytes_of_file(folder.path("whole"));
  for (const char* threads : {"2", "3"}) {
    StopAfter nothing;
    run::train(request_in(folder, threads, threads), nothing);
    EXPECT_EQ(bytes_of_file(folder.path(threads)), expected);
  }
  for (std::int64_t steps = 1; steps < whole.steps; steps += 2) {
    const std::string name = "stopped" + std::to_string(steps);
    run::Request request = request_in(folder, name, "1");
    StopAfter stopped(steps);
    EXPECT_TRUE(run::train(request, stopped).training.interrupted);
    request.resume = true;
    StopAfter nothing;
    run::train(request, nothing);
    EXPECT_EQ(bytes_of_file(folder.path(name)), expected) << steps;
  }
}

TEST(TaggerTraining, WordsAreReadByTheirLettersAndSymbolsThatAreNoneAreNot) {
  const TemporaryFolder folder;
  run::Listener nobody;
  const std::string words = run::configuration(request_in(folder, "m", "1"), nobody);
  EXPECT_TRUE(contains(words, "letters = \"yes\"")) << words;
  EXPECT_TRUE(contains(words, "schedule = \"cosine\""));
  run::Request letters = request_in(folder, "m", "1");
  letters.files.train = folder.put("letters.tsv", "a b b\tB I I\nb a\tB B\na a b\tB I B\nb b\tB I\n");
  EXPECT_TRUE(contains(run::configuration(letters, nobody), "letters = \"no\""));
}

TEST(TaggerTraining, EveryArchitectureHasDefaultsThatGoTogether) {
  const TemporaryFolder folder;
  run::Listener nobody;
  for (const char* architecture : {"rnn", "lstm", "gru", "transformer"}) {
    run::Request request = request_in(folder, architecture, "1");
    request.options = run::settings({{"arch", architecture}, {"epochs", "1"}, {"held-out", "0.2"}});
    EXPECT_EQ(run::train(request, nobody).training.epochs, 1) << architecture;
  }
}

TEST(TaggerTraining, AFirstScoreThatFitsTheTags) {
  const TemporaryFolder folder;
  run::Listener nobody;
  EXPECT_EQ(run::train(request_in(folder, "words", "1"), nobody).training.best.front().name, "accuracy");
  run::Request morphs = request_in(folder, "morphs", "1");
  morphs.files.train = folder.put("letters.tsv", "abb\tB I I\nba\tB B\naab\tB I B\nbb\tB I\n");
  const train::TrainingResult result = run::train(morphs, nobody).training;
  EXPECT_EQ(result.best.front().name, "F1");
  EXPECT_FALSE(result.best.front().lower_is_better);
}

TEST(TaggerTraining, OptionsThatContradictEachOtherAreRefused) {
  const TemporaryFolder folder;
  run::Listener nobody;
  run::Request request = request_in(folder, "m", "1");
  request.options["crf"] = {"true", "--crf"};
  request.options["label-smoothing"] = {"0.1", "--label-smoothing"};
  EXPECT_THROW(run::train(request, nobody), UsageError);
  request = request_in(folder, "m", "1");
  request.files.train = folder.put("letters.tsv", "abb\tB I I\nba\tB B\naab\tB I B\n");
  request.options["letters"] = {"yes", "--letters"};
  EXPECT_THROW(run::train(request, nobody), UsageError);
}

TEST(TaggerTraining, ALineOfUnequalLengthsIsNamedWithBothNumbers) {
  const TemporaryFolder folder;
  run::Listener nobody;
  run::Request request = request_in(folder, "m", "1");
  request.files.train = folder.put("bad.tsv", sentences() + "die hond\tDET\n");
  const std::string fault = message_of<DataError>([&] { run::train(request, nobody); });
  EXPECT_TRUE(contains(fault, "bad.tsv:25: found 2 source symbols and 1 tags")) << fault;
  request.options["skip-bad-lines"] = {"true", "--skip-bad-lines"};
  EXPECT_EQ(run::train(request, nobody).training.epochs, 3);
}

}  // namespace
}  // namespace elman::test
