// What holds for each task that there is, from training to prediction. A task that is added is tested too.
#include <gtest/gtest.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "elman/error.h"
#include "elman/run/training.h"
#include "elman/tasks/task.h"
#include "tests/support/task_samples.h"
#include "tests/support/temporary_files.h"

namespace elman::test {
namespace {

class StopsAfter : public run::Listener {
 public:
  explicit StopsAfter(int steps) : left_(steps) {}
  bool stop() override { return --left_ == 0; }

 private:
  int left_;
};

class EveryTask : public testing::TestWithParam<std::string> {
 protected:
  EveryTask() {
    request_.task = GetParam();
    request_.files.train = folder.put("train.tsv", sample.train);
    request_.files.dev = folder.put("dev.tsv", sample.dev);
    request_.options = sample.options;
  }

  run::Request request(const std::string& model) const {
    run::Request request = request_;
    request.model = folder.path(model);
    return request;
  }
  std::string trained_bytes(const std::string& model, const std::string& threads = "1") const {
    run::Request with_threads = request(model);
    with_threads.options["threads"].text = threads;
    run::Listener listener;
    run::train(with_threads, listener);
    return bytes_of_file(folder.path(model));
  }

  const TaskSample sample = sample_of(GetParam());
  TemporaryFolder folder;

 private:
  run::Request request_;
};

TEST_P(EveryTask, TrainsToTheSameBytesAtAnyNumberOfThreads) {
  const std::string one = trained_bytes("one");
  EXPECT_TRUE(trained_bytes("again") == one);
  EXPECT_TRUE(trained_bytes("two", "2") == one);
}

TEST_P(EveryTask, GoesOnToTheSameBytesAfterAStopAtAnyStep) {
  const std::string whole = trained_bytes("whole");
  bool interrupted = true;
  for (int steps = 1; interrupted; steps += sample.steps_between_stops) {
    run::Request stopped = request("m");
    stopped.force = true;
    StopsAfter listener(steps);
    interrupted = run::train(stopped, listener).training.interrupted;
    stopped.force = false;
    stopped.resume = true;
    run::Listener nobody;
    if (interrupted) run::train(stopped, nobody);
    EXPECT_TRUE(bytes_of_file(folder.path("m")) == whole) << "step " << steps;
    EXPECT_TRUE(interrupted || steps > 9) << "some epochs of some steps";
  }
}

TEST_P(EveryTask, OpensWhatItHasTrainedAndSavesTheSameBytes) {
  const std::string bytes = trained_bytes("m");
  const std::unique_ptr<tasks::Model> model = tasks::open(folder.path("m"));
  EXPECT_EQ(model->kind(), tasks::task_named(GetParam()).kind);
  tasks::save(folder.path("again"), *model);
  EXPECT_TRUE(bytes_of_file(folder.path("again")) == bytes);
}

TEST_P(EveryTask, AnswersEveryLineAndSaysWhatItDoesNotKnow) {
  trained_bytes("m");
  const std::unique_ptr<tasks::Model> model = tasks::open(folder.path("m"));
  if (!sample.reads_lines) {
    EXPECT_THROW((void)model->predictor({}), UsageError);
    return;
  }
  const auto predictor = model->predictor({});
  const std::vector<std::string> lines{"ab", "", "añc", "cabcabcab", "ab"};
  const std::vector<tasks::Prediction> predictions = predictor->predict(lines);
  ASSERT_EQ(predictions.size(), lines.size());
  EXPECT_EQ(predictions[0].best().text, predictions[4].best().text);
  EXPECT_EQ(predictions[0].best().log_probability, predictions[4].best().log_probability);
  EXPECT_EQ(predictions[1].best().text, "");
  EXPECT_TRUE(predictions[0].unknown.empty());
  EXPECT_EQ(predictions[2].unknown, std::vector<std::string>{"ñ"});
  for (const tasks::Prediction& prediction : predictions) EXPECT_LE(prediction.best().log_probability, 0);
  EXPECT_EQ(predictor->predict("añc").best().text, predictions[2].best().text) << "alone as in a batch";
}

TEST_P(EveryTask, UsesOptionsThatUsersCanChoose) {
  tasks::EvaluationRequest request;
  std::set<std::string> known;
  for (const Fields& all : {fields(request.data), fields(request.series), fields(request.predictor)}) {
    for (const Field& field : all) known.insert(field.name());
  }
  trained_bytes("m");
  for (const std::string_view option : tasks::open(folder.path("m"))->used_options()) {
    EXPECT_TRUE(known.contains(std::string(option))) << option;
  }
}

TEST_P(EveryTask, ReportsMeasuresForPeopleAndNumbersForPrograms) {
  trained_bytes("m");
  const std::unique_ptr<tasks::Model> model = tasks::open(folder.path("m"));
  const tasks::EvaluationRequest evaluation{.path = folder.path("dev.tsv")};
  const tasks::Report report = model->evaluate(evaluation, [](const std::string& line) { ADD_FAILURE() << line; });
  EXPECT_FALSE(report.measures.empty());
  for (const tasks::Measure& measure : report.measures) {
    EXPECT_GE(measure.value, 0) << measure.name;
    EXPECT_FALSE(measure.explanation.empty()) << measure.name;
  }
  std::set<std::string> names;
  for (const FieldValue& number : report.numbers) {
    EXPECT_TRUE(nlohmann::json::parse(number.text).is_number()) << number.name;
    EXPECT_TRUE(names.insert(number.name).second) << number.name << " is there twice";
  }
  EXPECT_TRUE(names.contains("lines"));
}

TEST_P(EveryTask, TellsOfItsDataAndItsNetwork) {
  const std::unique_ptr<tasks::Preparation> preparation = tasks::task_named(GetParam()).prepare();
  const run::Request small = request("m");
  for (const FieldGroup& group : preparation->option_groups()) set_fields(small.options, group.fields);
  preparation->read(small.files, [](const std::string&) {});
  preparation->recommend(small.options);
  set_fields(small.options, preparation->network_options());
  preparation->settle(small.options);
  const auto estimate = preparation->memory_estimate().value();
  ASSERT_TRUE(estimate);
  EXPECT_GT(*estimate, 1'000'000U);
  EXPECT_LT(*estimate, 1'000'000'000U);
  const std::unique_ptr<tasks::Model> model = preparation->make_model();
  for (const std::string& line : preparation->describe(small.files, *model)) EXPECT_FALSE(line.empty());
  EXPECT_FALSE(preparation->data_facts().empty());
  EXPECT_EQ(preparation->data_provenance(small.files).at("train"), "train.tsv");
  EXPECT_NE(preparation->suggestion("m.elman").find("m.elman"), std::string::npos);
  EXPECT_NE(preparation->memory_advice().find("--hidden-size"), std::string::npos);
}

// Chosen so that no option can be beyond what the estimate can count.
TEST_P(EveryTask, EstimatesTheMemoryOfTheLargestNetworkThatItsOptionsAllow) {
  const std::unique_ptr<tasks::Preparation> preparation = tasks::task_named(GetParam()).prepare();
  const run::Request small = request("m");
  preparation->read(small.files, [](const std::string&) {});
  const Settings large = run::settings({{"hidden-size", "100000"}, {"embedding-size", "100000"}, {"layers", "3"}});
  preparation->recommend(large);
  set_fields(large, preparation->network_options());
  preparation->settle({});
  EXPECT_FALSE(preparation->memory_estimate().at_most(std::uint64_t{1} << 36));
}

std::vector<std::string> names_of_tasks() {
  std::vector<std::string> names;
  for (const tasks::Task& task : tasks::all_tasks()) names.emplace_back(task.name);
  return names;
}

INSTANTIATE_TEST_SUITE_P(Tasks, EveryTask, testing::ValuesIn(names_of_tasks()),
                         [](const auto& task) { return task.param; });

TEST(Tasks, HaveNamesAndKindsOfTheirOwn) {
  std::set<std::string_view> names;
  std::set<std::string_view> kinds;
  for (const tasks::Task& task : tasks::all_tasks()) {
    EXPECT_TRUE(names.insert(task.name).second);
    EXPECT_TRUE(kinds.insert(task.kind).second);
    EXPECT_FALSE(task.summary.empty());
    EXPECT_EQ(&tasks::task_named(task.name), &task);
  }
  EXPECT_THROW(tasks::task_named("juggle"), UsageError);
}

}  // namespace
}  // namespace elman::test
