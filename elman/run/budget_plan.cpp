#include "elman/run/budget_plan.h"

#include <nlohmann/json.hpp>

#include "elman/error.h"
#include "elman/io/json-inl.h"
#include "elman/system/atomic_file.h"
#include "elman/system/file.h"

namespace elman::run {

namespace {

using Json = nlohmann::ordered_json;

constexpr int version = 1;
constexpr const char* seconds = "seconds";
constexpr const char* steps = "steps";

Json json_of(const Runner& runner) {
  Json json{{"settings", Json::object()},
            {"rounds", runner.rounds},
            {"seconds", runner.seconds},
            {"steps", runner.steps},
            {"steps-in-epoch", runner.steps_in_epoch},
            {"beside", runner.beside},
            {"lost", runner.lost},
            {"scores", Json::array()}};
  for (const train::Score& score : runner.scores) {
    json["scores"].push_back({score.name, score.value, score.lower_is_better, score.decimals});
  }
  for (const auto& [name, setting] : runner.settings) json["settings"][name] = setting.text;
  return json;
}

Runner runner_of(const nlohmann::json& json) {
  Runner runner{.rounds = json.at("rounds").get<int>(),
                .seconds = json.at("seconds").get<double>(),
                .steps = json.at("steps").get<std::int64_t>(),
                .steps_in_epoch = json.at("steps-in-epoch").get<std::int64_t>(),
                .beside = json.at("beside").get<double>(),
                .lost = json.at("lost").get<bool>()};
  for (const auto& [name, text] : json.at("settings").items()) {
    runner.settings[name] = {text.get<std::string>(), "the race"};
  }
  for (const nlohmann::json& score : json.at("scores")) {
    runner.scores.push_back({.name = score.at(0).get<std::string>(),
                             .value = score.at(1).get<double>(),
                             .lower_is_better = score.at(2).get<bool>(),
                             .decimals = score.at(3).get<int>()});
  }
  return runner;
}

}  // namespace

std::string plan_path(const std::string& model_path) { return model_path + ".budget"; }

void save_plan(const std::string& path, const BudgetPlan& plan) {
  Json json{{"elman-budget", version},         {"unit", plan.unit == WorkUnit::seconds ? seconds : steps},
            {"amount", plan.amount},           {"spent", plan.spent},
            {"epochs", plan.epochs},           {"rounds-over", plan.race.rounds_over},
            {"runners", Json::array()},        {"models", plan.models},
            {"models-done", plan.models_done}, {"allotted", plan.allotted}};
  for (const Runner& runner : plan.race.runners) json["runners"].push_back(json_of(runner));
  system::write_file_atomically(path, json.dump(1) + "\n");
}

BudgetPlan load_plan(const std::string& path) {
  constexpr std::size_t most_bytes = 1 << 20;
  const io::JsonDocument document = io::parse_json(system::read_file(path, most_bytes), path);
  try {
    const nlohmann::json& json = document.root();
    if (json.at("elman-budget").get<int>() != version) {
      throw ModelError(path + ": written by another version of elman; go on with that one, or begin anew with --force");
    }
    BudgetPlan plan{.unit = json.at("unit").get<std::string>() == steps ? WorkUnit::steps : WorkUnit::seconds,
                    .amount = json.at("amount").get<double>(),
                    .spent = json.at("spent").get<double>(),
                    .epochs = json.at("epochs").get<int>(),
                    .race = {.runners = {}, .rounds_over = json.at("rounds-over").get<int>()},
                    .models = json.at("models").get<int>(),
                    .models_done = json.at("models-done").get<int>(),
                    .allotted = json.at("allotted").get<double>()};
    for (const nlohmann::json& runner : json.at("runners")) plan.race.runners.push_back(runner_of(runner));
    if (plan.race.left() == 0 || plan.race.rounds_over < 0 || plan.models < 0 || plan.models_done < 0) {
      throw ModelError(path + ": its numbers contradict each other; the file is damaged; begin anew with --force");
    }
    return plan;
  } catch (const nlohmann::json::exception&) {
    throw ModelError(path + ": found no plan of a run under a budget, expected one; begin anew with --force");
  }
}

}  // namespace elman::run
