// Every option of every task is found wherever options go. Nothing here knows the options' names: a field that is added
// to a struct is looked for too.
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "cli/verbs.h"
#include "elman/error.h"
#include "elman/io/model_file.h"
#include "elman/run/training.h"
#include "elman/tasks/task.h"
#include "tests/support/messages.h"
#include "tests/support/task_samples.h"
#include "tests/support/temporary_files.h"

namespace elman::test {
namespace {

Fields all_fields(tasks::Preparation& preparation) {
  Fields all;
  for (const FieldGroup& group : preparation.option_groups())
    all.insert(all.end(), group.fields.begin(), group.fields.end());
  return all;
}

class StopsAfterAStep : public run::Listener {
 public:
  bool stop() override { return true; }
};

// A run on a small file that is stopped after one step, or ends.
class SmallRun {
 public:
  explicit SmallRun(const std::string& task) {
    request_.task = task;
    const TaskSample sample = sample_of(task);
    request_.files.train = folder_.put("train.tsv", sample.train);
    request_.model = folder_.path("m");
    request_.options = sample.options;
    request_.options["epochs"].text = "1";
    request_.options.erase("batch-size");
    request_.options.erase("threads");
  }

  void stop_after_a_step() const {
    StopsAfterAStep listener;
    run::train(request_, listener);
  }
  void end() const {
    run::Listener listener;
    run::train(request_, listener);
  }
  // What resuming with these options too is refused with; empty if it is not.
  std::string refusal(const Settings& changed = {}) const {
    run::Request request = request_;
    request.resume = true;
    for (const auto& [name, setting] : changed) request.options[name] = setting;
    StopsAfterAStep listener;
    try {
      run::train(request, listener);
    } catch (const Error& error) {
      return error.what();
    }
    return "";
  }
  std::string configuration() const {
    run::Listener listener;
    return run::configuration(request_, listener);
  }
  // The line of that option, without its name.
  std::string configured(const std::string& name) const {
    const std::string lines = "\n" + configuration();
    const std::size_t at = lines.find("\n" + name + " = ");
    if (at == std::string::npos) return "not there";
    const std::size_t begin = at + name.size() + 4;
    return lines.substr(begin, lines.find('\n', begin) - begin);
  }

  std::string model() const { return request_.model; }
  std::string checkpoint() const { return request_.model + ".checkpoint"; }
  io::Metadata facts() const { return io::SafetensorsFile::open(checkpoint()).metadata(); }

 private:
  TemporaryFolder folder_;
  run::Request request_;
};

std::string without_quotes(const std::string& text) {
  return text.size() > 1 && text.front() == '"' ? text.substr(1, text.size() - 2) : text;
}

// Another text that the field takes: another number in its range, or a word of its comment, where choices are named.
std::string another_text(const Field& field) {
  const std::string before = field.text();
  std::vector<std::string> candidates;
  if (field.type() == FieldType::flag) candidates = {before == "true" ? "false" : "true"};
  if (field.type() == FieldType::whole_number) candidates = {std::to_string(std::stoll(before) + 1)};
  if (field.type() == FieldType::number) candidates = {text_of_number(std::stod(before) / 2), "0.5"};
  if (field.type() == FieldType::text) {
    std::string word;
    for (const char c : std::string(field.comment()) + " ") {
      if (std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-') {
        word += c;
      } else if (!word.empty()) {
        candidates.push_back(std::exchange(word, {}));
      }
    }
  }
  for (const std::string& candidate : candidates) {
    try {
      field.parse("here", candidate);
      field.check();
    } catch (const UsageError&) {
      continue;
    }
    const std::string after = field.text();
    field.parse("here", before);
    if (after != before) return candidate;
  }
  ADD_FAILURE() << "found no other value of " << field.name();
  return before;
}

class EveryOption : public testing::TestWithParam<std::string> {
 protected:
  SmallRun small{GetParam()};
  std::unique_ptr<tasks::Preparation> preparation = tasks::task_named(GetParam()).prepare();
};

TEST_P(EveryOption, IsInTheConfigurationWithItsComment) {
  const std::string lines = small.configuration();
  for (const Field& field : all_fields(*preparation)) {
    const std::string comment = std::string("# ") + field.comment() + "\n";
    const std::string line = std::string(field.name()) + " = ";
    EXPECT_TRUE(contains(lines, comment + line) || contains(lines, comment + "# " + line)) << field.name();
  }
}

TEST_P(EveryOption, OfTheNetworkIsInTheModelAndInWhatInspectShows) {
  small.end();
  CLI::App app;
  cli::add_inspect(app);
  testing::internal::CaptureStdout();
  app.parse(std::vector<std::string>{"--json", small.model(), "inspect"});  // the last comes first
  const nlohmann::json shown = nlohmann::json::parse(testing::internal::GetCapturedStdout());
  const io::ModelFile file = io::ModelFile::open(small.model());
  file.read("options", preparation->network_options());
  for (const Field& field : preparation->network_options()) {
    ASSERT_TRUE(shown["options"].contains(field.name())) << field.name();
    const nlohmann::json& value = shown["options"][field.name()];
    const std::string expected = without_quotes(small.configured(field.name()));
    EXPECT_EQ(value.is_string() ? value.get<std::string>() : value.dump(), expected) << field.name();
    EXPECT_EQ(field.text(), expected) << field.name();
  }
}

TEST_P(EveryOption, OfTrainingThatHasAnEffectIsInTheModelsProvenance) {
  small.end();
  const auto provenance = io::ModelFile::open(small.model()).description().provenance;
  for (const Field& field : fields(preparation->training)) {
    const auto found = provenance.find(std::string("option-") + field.name());
    ASSERT_EQ(found != provenance.end(), field.has_effect()) << field.name();
    if (field.has_effect()) {
      EXPECT_EQ(found->second, without_quotes(small.configured(field.name()))) << field.name();
    }
  }
}

TEST_P(EveryOption, ThatHasAnEffectIsInTheCheckpoint) {
  small.stop_after_a_step();
  const io::Metadata facts = small.facts();
  for (const Field& field : all_fields(*preparation)) {
    const auto found = facts.find(std::string("origin.--") + field.name());
    ASSERT_EQ(found != facts.end(), field.has_effect()) << field.name();
    if (field.has_effect() && !found->second.empty()) {
      EXPECT_EQ(found->second, without_quotes(small.configured(field.name()))) << field.name();
    }
  }
}

TEST_P(EveryOption, ThatHasAnEffectHasToBeTheSameToResume) {
  small.stop_after_a_step();
  const std::string whole = bytes_of_file(small.checkpoint());
  for (const auto& [name, text] : small.facts()) {  // the options of the run
    for (const Field& field : all_fields(*preparation)) {
      if (name == std::string("origin.--") + field.name()) field.parse("here", text);
    }
  }
  std::size_t compared = 0;  // others contradict the data or each other
  std::size_t readable = 0;  // but for those that name a file, which is not there
  for (const Field& field : all_fields(*preparation)) {
    const std::string message = small.refusal({{field.name(), {another_text(field), "here"}}});
    EXPECT_EQ(message.empty(), !field.has_effect()) << field.name() << " may be " << another_text(field);
    if (contains(message, std::string("--") + field.name() + " was ")) ++compared;
    if (!contains(message, "cannot read: ")) ++readable;
    EXPECT_TRUE(message.empty() || bytes_of_file(small.checkpoint()) == whole) << field.name();
    std::ofstream(small.checkpoint(), std::ios::binary) << whole;
  }
  EXPECT_GE(compared, readable * 2 / 3);
}

// The other way round: whatever a checkpoint says of an option, it is compared.
TEST_P(EveryOption, OfACheckpointIsCompared) {
  small.stop_after_a_step();
  const std::string whole = bytes_of_file(small.checkpoint());
  for (const Field& field : all_fields(*preparation)) {
    if (!field.has_effect()) continue;
    const std::string key = std::string("\"origin.--") + field.name() + "\":\"";
    std::string changed = whole;
    const std::size_t at = changed.find(key);
    ASSERT_NE(at, std::string::npos) << field.name();
    changed[at + key.size() - 4] ^= 1;  // another name, which is as good as another value
    std::ofstream(small.checkpoint(), std::ios::binary) << changed;
    EXPECT_TRUE(contains(small.refusal(), std::string("--") + field.name() + " was not given")) << field.name();
  }
  std::ofstream(small.checkpoint(), std::ios::binary) << whole;
  EXPECT_EQ(small.refusal(), "");
}

std::vector<std::string> names_of_tasks() {
  std::vector<std::string> names;
  for (const tasks::Task& task : tasks::all_tasks()) names.emplace_back(task.name);
  return names;
}

INSTANTIATE_TEST_SUITE_P(Tasks, EveryOption, testing::ValuesIn(names_of_tasks()),
                         [](const auto& task) { return task.param; });

}  // namespace
}  // namespace elman::test
