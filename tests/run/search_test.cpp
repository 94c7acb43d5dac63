#include "elman/run/search.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "elman/error.h"
#include "elman/tasks/forecaster.h"
#include "elman/tasks/task.h"
#include "tests/support/forecasters.h"
#include "tests/support/messages.h"
#include "tests/support/temporary_files.h"

namespace elman::test {
namespace {

class Notes : public run::Listener {
 public:
  void on_notice(const std::string& line) override { lines.push_back(line); }
  int count(const std::string& beginning) const {
    int found = 0;
    for (const std::string& line : lines) found += line.starts_with(beginning) ? 1 : 0;
    return found;
  }
  std::vector<std::string> lines;
};

run::Request request_on(const TemporaryFolder& folder) {
  run::Request request;
  request.task = "forecast";
  request.files.train = folder.put("train.csv", known_system(300, 1));
  request.model = folder.path("m");
  request.options = run::settings({{"inputs", "u"}, {"threads", "1"}, {"epochs", "2"}});
  return request;
}

TEST(Search, TakesTheSimplestThatIsAsGoodAndLeavesNothingElse) {
  const TemporaryFolder folder;
  Notes notes;
  run::search(request_on(folder), {}, notes);
  const auto model = tasks::open(folder.path("m"));
  EXPECT_EQ(dynamic_cast<const tasks::Forecaster&>(*model).network().options().kind, model::ForecasterKind::polynomial);
  EXPECT_GT(notes.count("tried "), 6);
  EXPECT_EQ(notes.count("chosen   --arch polynomial --degree 3"), 1);
  EXPECT_EQ(folder.names(), (std::set<std::string>{"train.csv", "m"}));
}

TEST(Search, ModelIsThatOfTrainingWithWhatWasChosen) {
  const TemporaryFolder folder;
  Notes notes;
  run::search(request_on(folder), {}, notes);
  const std::string searched = bytes_of_file(folder.path("m"));
  run::Request same = request_on(folder);
  same.force = true;
  same.options.merge(run::settings({{"arch", "polynomial"}, {"degree", "3"}}));
  run::train(same, notes);
  EXPECT_TRUE(bytes_of_file(folder.path("m")) == searched);
}

// Ends the run at the first step after a line that begins so.
class StopsAfter : public Notes {
 public:
  explicit StopsAfter(std::string line) : line_(std::move(line)) {}
  bool stop() override { return count(line_) > 0; }

 private:
  std::string line_;
};

TEST(Search, InterruptedDuringATrialLeavesNothing) {
  const TemporaryFolder folder;
  StopsAfter notes("tried ");
  const run::Result result = run::search(request_on(folder), {}, notes);
  EXPECT_TRUE(result.training.interrupted);
  EXPECT_EQ(result.checkpoint, "");
  EXPECT_EQ(folder.names(), std::set<std::string>{"train.csv"});
}

TEST(Search, InterruptedAfterItsChoiceGoesOnWithWhatWasChosen) {
  const TemporaryFolder folder;
  Notes notes;
  run::search(request_on(folder), {}, notes);
  const std::string whole = bytes_of_file(folder.path("m"));
  run::Request again = request_on(folder);
  again.force = true;
  StopsAfter stops("chosen ");
  const run::Result result = run::search(again, {}, stops);
  EXPECT_TRUE(result.training.interrupted);
  EXPECT_EQ(result.checkpoint, folder.path("m.checkpoint"));
  run::Request rest = request_on(folder);
  rest.resume = true;
  rest.options.insert(result.chosen.begin(), result.chosen.end());
  run::train(rest, notes);
  EXPECT_TRUE(bytes_of_file(folder.path("m")) == whole);
}

TEST(Search, KeepsToWhatTheUserSaysAndToItsBudget) {
  const TemporaryFolder folder;
  run::Request request = request_on(folder);
  request.options.merge(run::settings({{"arch", "linear"}, {"degree", "2"}}));
  Notes notes;
  run::search(request, {.budget = 0}, notes);
  EXPECT_EQ(notes.count("tried "), 1);
  const auto model = tasks::open(folder.path("m"));
  EXPECT_EQ(dynamic_cast<const tasks::Forecaster&>(*model).network().options().kind, model::ForecasterKind::linear);
}

TEST(Search, LeavesOutATrialThatTheBudgetDoesNotFinish) {
  const TemporaryFolder folder;
  run::Request request = request_on(folder);
  request.options.merge(run::settings({{"arch", "narx"}}));
  request.options.insert_or_assign("epochs", Setting{"4", "--epochs"});
  double asked = 0;
  Notes notes;
  run::search(request, {.budget = 1e6, .clock = [&] { return ++asked; }}, notes);
  const double whole = asked;
  const int all = notes.count("tried ");
  ASSERT_GT(all, 1);
  asked = 0;
  Notes cut;
  request.force = true;
  run::search(request, {.budget = whole - 10, .clock = [&] { return ++asked; }}, cut);
  EXPECT_EQ(cut.count("tried "), all - 1) << "the last one was under way";
  EXPECT_EQ(cut.count("left out "), 1);
  EXPECT_TRUE(contains(cut.lines.at(static_cast<std::size_t>(all)), "not finished within the budget"));
  EXPECT_EQ(folder.names(), (std::set<std::string>{"train.csv", "m"}));
}

TEST(Search, TrialsLearnNothingFromDevThoughTheModelWill) {
  const TemporaryFolder folder;
  run::Request request = request_on(folder);
  request.options.merge(run::settings({{"arch", "linear"}, {"degree", "2"}}));
  Notes notes;
  run::search(request, {.budget = 0}, notes);
  request.options.merge(run::settings({{"refit", "true"}}));
  request.force = true;
  Notes refitted;
  run::search(request, {.budget = 0}, refitted);
  const auto tried = [](const Notes& of) {
    return *std::find_if(of.lines.begin(), of.lines.end(), [](const auto& line) { return line.starts_with("tried "); });
  };
  EXPECT_EQ(tried(notes), tried(refitted));
  EXPECT_EQ(refitted.count("refit "), 1) << "of the model alone";
}

TEST(Search, RefusesWhatItCannotDo) {
  const TemporaryFolder folder;
  Notes notes;
  run::Request request = request_on(folder);
  request.resume = true;
  EXPECT_TRUE(contains(message_of<UsageError>([&] { run::search(request, {}, notes); }), "--search begins anew"));
  run::Request pairs;
  pairs.files.train = folder.put("pairs.tsv", "ab\tx\nba\ty\nb\tz\n");
  pairs.model = folder.path("p");
  EXPECT_TRUE(contains(message_of<UsageError>([&] { run::search(pairs, {}, notes); }), "has nothing to try"));
  folder.put("m.trial", "something of the user's");
  EXPECT_TRUE(contains(message_of<UsageError>([&] { run::search(request_on(folder), {}, notes); }), "exists already"));
  EXPECT_EQ(bytes_of_file(folder.path("m.trial")), "something of the user's");
}

}  // namespace
}  // namespace elman::test
