#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "cli/show/talk.h"
#include "cli/verbs.h"
#include "elman/error.h"
#include "elman/run/resumption.h"
#include "elman/tasks/task.h"
#include "elman/tasks/transducer.h"

namespace elman::cli {

namespace {

constexpr const char* after_help =
    "Joins models of one task into a model that predicts as one: the probability of each next symbol is the mean of\n"
    "those that the models give it. They may be of any kinds that were trained on the same file with the same --dev;\n"
    "seeds alone make a difference:\n\n"
    "  for seed in 1 2 3; do elman train words.tsv --dev dev.tsv --seed $seed -o $seed.elman; done\n"
    "  elman ensemble 1.elman 2.elman 3.elman -o words.elman\n";

struct EnsembleVerb {
  std::vector<std::string> member_paths;
  std::string model_path;
  bool force = false;
};

std::unique_ptr<tasks::Transducer> open_member(const std::string& path) {
  std::unique_ptr<tasks::Model> model = tasks::open(path);
  auto* transducer = dynamic_cast<tasks::Transducer*>(model.get());
  if (transducer == nullptr) {
    throw UsageError(path + ": found a model of kind " + std::string(model->kind()) +
                     ", expected one that was trained on pairs (elman train --task transduce)");
  }
  static_cast<void>(model.release());
  return std::unique_ptr<tasks::Transducer>(transducer);
}

void join(const EnsembleVerb& verb) {
  if (verb.member_paths.size() < 2) throw UsageError("ensemble: found one model, expected at least two; name them all");
  const run::Resumption place(verb.model_path, verb.member_paths, false, verb.force);
  std::unique_ptr<tasks::Transducer> all;
  for (const std::string& path : verb.member_paths) {
    std::unique_ptr<tasks::Transducer> member = open_member(path);
    if (!all) {
      all = std::move(member);
      continue;
    }
    try {
      all->join(std::move(*member));
    } catch (const UsageError& error) {
      throw UsageError(path + ": " + error.what());
    }
  }
  tasks::save(verb.model_path, *all);
  talk("Model: {} of {} networks\n", verb.model_path, all->size());
}

}  // namespace

void add_ensemble(CLI::App& app) {
  CLI::App* verb = app.add_subcommand("ensemble", "Join models into one that is right more often");
  const auto state = std::make_shared<EnsembleVerb>();
  verb->add_option("MODEL", state->member_paths, "models that elman train wrote")
      ->required()
      ->type_name("")
      ->expected(-1);
  verb->add_option("-o,--output", state->model_path, "the joint model")->required()->type_name("MODEL");
  verb->add_flag("--force", state->force, "overwrite it");
  verb->footer(after_help);
  verb->callback([state] { join(*state); });
}

}  // namespace elman::cli
