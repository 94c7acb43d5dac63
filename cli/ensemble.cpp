#include "elman/run/ensemble.h"

#include <memory>
#include <string>
#include <vector>

#include "cli/show/talk.h"
#include "cli/verbs.h"
#include "elman/error.h"
#include "elman/run/resumption.h"

namespace elman::cli {

namespace {

constexpr const char* after_help =
    "Joins models of one task into a model that predicts as one: the probability of each next symbol is the mean of\n"
    "those that the models give it. They may be of any kinds that were trained on the same file with the same "
    "--dev:\n\n"
    "  elman train words.tsv --dev dev.tsv --decoder recurrent -o 1.elman\n"
    "  elman train words.tsv --dev dev.tsv --decoder edit -o 2.elman\n"
    "  elman ensemble 1.elman 2.elman -o words.elman\n\n"
    "elman train --models N trains models of one kind with other seeds, and joins them.\n";

struct EnsembleVerb {
  std::vector<std::string> member_paths;
  std::string model_path;
  bool force = false;
};

void join(const EnsembleVerb& verb) {
  if (verb.member_paths.size() < 2) throw UsageError("ensemble: found one model, expected at least two; name them all");
  const run::Resumption place(verb.model_path, verb.member_paths, false, verb.force);
  const std::unique_ptr<tasks::Transducer> all = run::joined(verb.member_paths);
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
