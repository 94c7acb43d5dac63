// Training that ends when a budget of steps or time is over.
#include "elman/run/budget.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "elman/error.h"
#include "elman/run/budget_plan.h"
#include "elman/tasks/task.h"
#include "elman/tasks/transducer.h"
#include "tests/support/messages.h"
#include "tests/support/temporary_files.h"
#include "tests/support/transducers.h"

namespace elman::test {
namespace {

class Notes : public run::Listener {
 public:
  // Stops after so many steps; -1: never.
  explicit Notes(std::int64_t stop_after = -1) : stop_after_(stop_after) {}
  void on_notice(const std::string& line) override { lines.push_back(line); }
  void on_step(const train::StepReport& /*report*/) override { ++steps; }
  void on_epoch(const train::EpochReport& report) override { rates.push_back(report.learning_rate); }
  bool stop() override { return steps == stop_after_; }
  std::vector<std::string> all(const std::string& beginning) const {
    std::vector<std::string> found;
    for (const std::string& line : lines) {
      if (line.starts_with(beginning)) found.push_back(line);
    }
    return found;
  }

  std::vector<std::string> lines;
  std::vector<double> rates;
  std::int64_t steps = 0;

 private:
  std::int64_t stop_after_;
};

// Words of a b c d, in capitals.
std::string pairs() {
  std::string lines;
  const std::string letters = "abcd";
  for (const char a : letters) {
    for (const char b : letters) {
      for (const char c : letters) {
        const std::string word{a, b, c};
        std::string capitals = word;
        for (char& letter : capitals) letter = static_cast<char>(letter - 'a' + 'A');
        lines.append(word).append("\t").append(capitals).append("\n");
      }
    }
  }
  return lines;
}

run::Request request_on(const TemporaryFolder& folder) {
  run::Request request{.files = {.train = folder.put("train.tsv", pairs()), .dev = {}}, .model = folder.path("m")};
  request.options = run::settings(
      {{"hidden-size", "8"}, {"embedding-size", "4"}, {"batch-size", "8"}, {"threads", "1"}, {"held-out", "0.2"}});
  return request;
}

run::Budget steps(double amount, int models = 1) {
  return {.unit = run::WorkUnit::steps, .amount = amount, .models = models, .clock = {}};
}

std::string weights_of(const std::string& path) {
  const auto model = tasks::open(path);
  return bytes_of_weights(dynamic_cast<tasks::Transducer&>(*model).network());
}

const std::set<std::string> only_the_model{"train.tsv", "m"};

TEST(Budget, SpendsItsStepsOnARaceAndOnTheWinner) {
  const TemporaryFolder folder;
  Notes notes;
  const run::Result result = run::train_within(request_on(folder), steps(4000), notes);
  // Three decoders; the first round costs each of them 200 steps, the second two of them 200 more.
  EXPECT_EQ(notes.all("race ").size(), 5U);
  EXPECT_EQ(notes.steps, 4000);
  EXPECT_EQ(result.training.steps, 4000 - 200 - 400);
  EXPECT_EQ(notes.all("chosen ").size(), 1U);
  EXPECT_LT(notes.rates.back(), 1e-4);
  EXPECT_EQ(folder.names(), only_the_model);
}

TEST(Budget, OfStepsGivesTheSameBytesAtAnyNumberOfThreads) {
  const TemporaryFolder folder;
  Notes notes;
  run::train_within(request_on(folder), steps(2400), notes);
  const std::string one = bytes_of_file(folder.path("m"));
  run::Request two = request_on(folder);
  two.force = true;
  two.options.insert_or_assign("threads", Setting{"2", "--threads"});
  run::train_within(two, steps(2400), notes);
  EXPECT_TRUE(bytes_of_file(folder.path("m")) == one);
}

TEST(Race, GivesUpSettingsThatDoNotGoWithTheUsersOptions) {
  const TemporaryFolder folder;
  Notes notes;
  run::RaceState state;
  state.runners.resize(2);
  state.runners[1].settings = run::settings({{"arch", "transformer"}, {"heads", "3"}});  // of a hidden size of 8
  const run::RaceOptions options{.unit = run::WorkUnit::steps, .first_round = 20, .clock = [] { return 0.0; }};
  int saved = 0;
  EXPECT_TRUE(run::race(request_on(folder), options, state, notes, [&saved] { ++saved; }));
  EXPECT_EQ(state.leader(), 0U);
  EXPECT_TRUE(state.runners[1].lost);
  EXPECT_EQ(notes.all("race     --arch transformer --heads 3 is given up").size(), 1U);
  EXPECT_GE(saved, 2);
  EXPECT_EQ(state.runners[0].steps, 20);
}

TEST(Budget, SmallOneHasNoRace) {
  const TemporaryFolder folder;
  Notes notes;
  const run::Result result = run::train_within(request_on(folder), steps(50), notes);
  EXPECT_EQ(notes.all("race ").size(), 1U);
  EXPECT_EQ(result.training.steps, 50);
  EXPECT_EQ(notes.steps, 50);
}

// Stops at every step of the run in turn, or at many of them.
TEST(Budget, InterruptedAnywhereGoesOnToTheSameBytes) {
  const TemporaryFolder folder;
  Notes whole;
  run::train_within(request_on(folder), steps(2100, 2), whole);
  const std::string expected = bytes_of_file(folder.path("m"));
  for (std::int64_t at = 1; at < whole.steps; at += 293) {
    SCOPED_TRACE(at);
    run::Request request = request_on(folder);
    request.force = true;
    Notes stopped(at);
    const run::Result result = run::train_within(request, steps(2100, 2), stopped);
    EXPECT_TRUE(result.training.interrupted);
    EXPECT_EQ(result.checkpoint, folder.path("m.budget"));
    request.force = false;
    request.resume = true;
    Notes rest(300);  // and once more on the way
    if (run::train_within(request, steps(2100, 2), rest).training.interrupted) {
      Notes last;
      run::train_within(request, steps(2100, 2), last);
    }
    EXPECT_TRUE(bytes_of_file(folder.path("m")) == expected);
    EXPECT_EQ(folder.names(), only_the_model);
  }
}

TEST(Budget, OfTimeReachesTheWeightsOfThatManySteps) {
  const TemporaryFolder folder;
  Notes notes;
  const run::Result result =
      run::train_within(request_on(folder), {.unit = run::WorkUnit::seconds, .amount = 1, .models = 1}, notes);
  const auto model = tasks::open(folder.path("m"));
  EXPECT_EQ(model->provenance.at("option-steps"), std::to_string(result.training.steps));
  run::Request same = request_on(folder);
  same.force = true;
  same.options.insert_or_assign("schedule", Setting{"trapezoidal", "--schedule"});
  same.options.insert_or_assign("steps", Setting{std::to_string(result.training.steps), "--steps"});
  const auto& network = dynamic_cast<const tasks::Transducer&>(*model).network().options();
  if (network.decoder) same.options.insert_or_assign("decoder", Setting{name_of(*network.decoder), "--decoder"});
  same.options.insert_or_assign("arch", Setting{name_of(network.architecture), "--arch"});
  const std::string timed = weights_of(folder.path("m"));
  run::train(same, notes);
  EXPECT_TRUE(weights_of(folder.path("m")) == timed);
}

TEST(Budget, HasRoomForSeveralModelsIfOneHasNoUseForItsSteps) {
  const TemporaryFolder folder;
  run::Request request = request_on(folder);
  request.options.merge(run::settings({{"decoder", "edit"}}));
  Notes notes;
  // 100 epochs of 7 steps are recommended at most.
  const run::Result result = run::train_within(request, steps(2000, 0), notes);
  EXPECT_GT(result.members, 1);
  EXPECT_EQ(notes.steps, 2000);
  EXPECT_EQ(dynamic_cast<const tasks::Transducer&>(*tasks::open(folder.path("m"))).size(),
            static_cast<std::size_t>(result.members));
  EXPECT_EQ(folder.names(), only_the_model);
}

TEST(Budget, RefusesWhatElseWouldSayWhenTrainingEnds) {
  const TemporaryFolder folder;
  for (const char* name : {"epochs", "steps", "patience"}) {
    run::Request request = request_on(folder);
    request.options.insert_or_assign(name, Setting{"3", std::string("--") + name});
    Notes notes;
    EXPECT_THROW(run::train_within(request, steps(100), notes), UsageError) << name;
  }
  run::Request request = request_on(folder);
  request.options.insert_or_assign("schedule", Setting{"cosine", "--schedule"});
  Notes notes;
  EXPECT_THROW(run::train_within(request, steps(100), notes), UsageError);
  EXPECT_EQ(folder.names(), std::set<std::string>{"train.tsv"});
}

TEST(Budget, OverwritesNothingAndGoesOnOnlyWithItsOwnPlan) {
  const TemporaryFolder folder;
  Notes stopped(30);
  run::train_within(request_on(folder), steps(400), stopped);
  Notes notes;
  EXPECT_NE(message_of<UsageError>([&] { run::train_within(request_on(folder), steps(400), notes); }).find("--resume"),
            std::string::npos);
  run::Request resumed = request_on(folder);
  resumed.resume = true;
  EXPECT_THROW(run::train_within(resumed, steps(500), notes), UsageError);
  folder.put("m.budget", "{}");
  EXPECT_THROW(run::train_within(resumed, steps(400), notes), ModelError);
  folder.put("m.budget", "{");
  EXPECT_THROW(run::train_within(resumed, steps(400), notes), ModelError);
}

}  // namespace
}  // namespace elman::test
