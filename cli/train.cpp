#include <fmt/core.h>

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "cli/flags/option_flags.h"
#include "cli/interruption.h"
#include "cli/resuming_command.h"
#include "cli/run_log.h"
#include "cli/show/output.h"
#include "cli/show/progress.h"
#include "cli/show/talk.h"
#include "cli/verbs.h"
#include "elman/error.h"
#include "elman/run/budget.h"
#include "elman/run/ensemble.h"
#include "elman/run/search.h"
#include "elman/tasks/forecaster.h"
#include "elman/tasks/task.h"

namespace elman::cli {

namespace {

constexpr const char* after_help =
    "MODEL.checkpoint is beside the model until training has ended. Ctrl-C or SIGTERM saves and stops after the step\n"
    "under way (exit code 130), a second one at once; a run that was killed loses no epoch that it has told of.\n"
    "The same command with --resume goes on, and ends with the bytes of a run without interruption.\n"
    "The defaults of training are those for some thousand sequences; --dump-config prints what your data gets.\n"
    "Data of more than 8 MiB, and data from a pipe, waits in a temporary file in the folder TMPDIR, or /tmp.";

struct TrainVerb {
  explicit TrainVerb(CLI::App& verb) : flags(verb) {}

  std::vector<std::string> train;  // files
  run::Request request;
  std::string config_path;
  bool dump_config = false;
  bool search = false;
  int models = 0;                 // 0: not said
  double budget = 0;              // seconds; 0: not said
  std::int64_t budget_steps = 0;  // 0: not said
  std::string log_path;
  std::string plot_path;
  std::vector<std::string> arguments;  // of the whole program
  OptionFlags flags;
};

void tell_end(const run::Result& result, const TrainVerb& verb) {
  const train::TrainingResult& training = result.training;
  if (training.interrupted && result.checkpoint.empty()) {
    talk("elman: interrupted during a trial of the search; nothing is saved\n");
  } else if (training.interrupted) {
    talk("elman: interrupted after {} epochs; saved to {}. To go on:\n  {}\n", training.epochs, result.checkpoint,
         resuming_command(verb.arguments, result.chosen));
  } else if (result.members > 1) {
    const std::string scores =
        training.best.empty() ? "" : ", which together have dev " + train::text_of(training.best);
    talk("Joined {} models{}\nModel: {}\nTry:   {}\n", result.members, scores, verb.request.model, result.suggestion);
  } else {
    const std::string kept = training.best.empty() ? "the last is kept, since nothing was held out"
                                                   : fmt::format("best was epoch {}: dev {}", training.best_epoch,
                                                                 train::text_of(training.best));
    talk("{} after {} epochs; {}\n", training.stopped_early ? "Stopped" : "Ended", training.epochs, kept);
    if (!result.baseline.empty()) talk("For comparison, {}\n", result.baseline);
    talk("Model: {}\nTry:   {}\n", verb.request.model, result.suggestion);
  }
}

// A log or picture over the data or the model would destroy them.
void refuse_to_overwrite(const TrainVerb& verb) {
  std::vector<std::string> read = run::data_files(verb.request);
  read.insert(read.end(),
              {verb.request.model, verb.request.init, verb.request.teacher, verb.request.words, verb.config_path});
  std::error_code unknown;
  for (const std::string& written : {verb.log_path, verb.plot_path}) {
    for (const std::string& path : read) {
      const bool same = !written.empty() && (written == path || std::filesystem::equivalent(written, path, unknown));
      if (same)
        throw UsageError(written + ": is another file of this run, and would be overwritten; give another name");
    }
  }
}

void train(TrainVerb& verb) {
  if (!verb.config_path.empty()) verb.flags.read_config(verb.config_path);
  verb.request.options = verb.flags.settings();
  verb.request.files.train = verb.train.front();
  verb.request.files.more_train.assign(verb.train.begin() + 1, verb.train.end());
  refuse_to_overwrite(verb);
  // Forecasters are found or trained in seconds: what takes time is to choose among their kinds.
  if (verb.request.task == tasks::Forecaster::task_name && (verb.budget > 0 || verb.budget_steps > 0)) {
    verb.search = true;
  }
  const bool is_under_budget = !verb.search && (verb.budget > 0 || verb.budget_steps > 0);
  if (verb.budget > 0 && verb.budget_steps > 0) {
    throw UsageError("--budget and --budget-steps both say how long training takes; give one of them");
  }
  if (verb.search && verb.budget_steps > 0) {
    throw UsageError("--search has a budget of time; give --budget instead of --budget-steps");
  }
  if (verb.search && verb.models > 1) {
    throw UsageError("--search chooses one model and --models trains several; search first, then give what was chosen");
  }
  if (verb.dump_config) {
    Progress progress;
    write_out(run::configuration(verb.request, progress));
    return;
  }
  const run::Result result = [&verb, is_under_budget] {
    Progress progress;
    RunLog log(progress, verb.log_path, verb.plot_path, verb.request.resume);
    if (verb.search) {
      run::SearchOptions options;
      if (verb.budget > 0) options.budget = verb.budget;
      return run::search(verb.request, options, log);
    }
    if (is_under_budget) {
      const bool by_steps = verb.budget_steps > 0;
      return run::train_within(verb.request,
                               {.unit = by_steps ? run::WorkUnit::steps : run::WorkUnit::seconds,
                                .amount = by_steps ? static_cast<double>(verb.budget_steps) : verb.budget,
                                .models = verb.models},
                               log);
    }
    if (verb.models > 1) return run::train_ensemble(verb.request, verb.models, log);
    return run::train(verb.request, log);
  }();
  tell_end(result, verb);
  if (result.training.interrupted) throw Interrupted();
}

// The task decides which options there are, so it is looked for before the flags are read.
std::string task_in(const std::vector<std::string>& arguments) {
  const std::string flag = "--task";
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if (arguments[i] == flag && i + 1 < arguments.size()) return arguments[i + 1];
    if (arguments[i].starts_with(flag + "=")) return arguments[i].substr(flag.size() + 1);
  }
  return std::string(tasks::all_tasks().front().name);
}

bool is_known(const std::string& name) {
  for (const tasks::Task& task : tasks::all_tasks()) {
    if (task.name == name) return true;
  }
  return false;
}

std::string help_of_tasks() {
  std::string help = "what to learn: ";
  for (const tasks::Task& task : tasks::all_tasks()) {
    help += fmt::format("{}{} ({})", help.ends_with(": ") ? "" : ", ", task.name, task.summary);
  }
  return help;
}

}  // namespace

void add_train(CLI::App& app, std::vector<std::string> arguments) {
  CLI::App* verb = app.add_subcommand("train", "Learn a model from data");
  const auto state = std::make_shared<TrainVerb>(*verb);
  state->arguments = std::move(arguments);
  state->request.task = task_in(state->arguments);
  verb->add_option("TRAIN", state->train, "data to learn from; several files of running text (task lm)")->required();
  verb->add_option("--task", state->request.task, help_of_tasks())->type_name("TASK")->default_str(state->request.task);
  verb->add_option("--dev", state->request.files.dev, "data to choose the best model by (default: a part is held out)");
  verb->add_option("-o,--output", state->request.model, "where the model goes");
  verb->add_flag("--force", state->request.force, "overwrite a model that is there, begin anew over a checkpoint");
  verb->add_flag("--resume", state->request.resume, "go on from MODEL.checkpoint, which an interrupted run has left");
  verb->add_flag("--search", state->search, "try what the task offers first, and train the simplest that is as good");
  const std::map<std::string, double> units{{"s", 1}, {"m", 60}, {"h", 3600}};
  verb->add_option("--budget", state->budget,
                   "how long the run takes, such as 90s, 5m or 2h: networks race, the best one is trained until then; "
                   "with --search: how long the trials may take [60s]")
      ->transform(CLI::AsNumberWithUnit(units, CLI::AsNumberWithUnit::CASE_SENSITIVE, "TIME").description(""))
      ->check(CLI::Range(0.1, 1e9).description(""))
      ->type_name("TIME");
  verb->add_option("--budget-steps", state->budget_steps,
                   "as --budget, in updates of weights: the same bits on every machine")
      ->check(CLI::Range(std::int64_t{1}, std::int64_t{1'000'000'000}).description(""))
      ->type_name("N");
  verb->add_option("--models", state->models,
                   "train N models with other seeds, which then vote (task transduce; default: 1, under a budget as "
                   "many as it has room for)")
      ->check(CLI::Range(1, 100).description(""))
      ->type_name("N");
  verb->add_option("--init", state->request.init, "a model to go on with: its weights, symbols and network")
      ->type_name("MODEL");
  verb->add_option("--distill", state->request.teacher,
                   "a model, such as an ensemble, whose answers to further words are learnt beside the pairs")
      ->type_name("MODEL");
  verb->add_option("--words", state->request.words,
                   "--distill: these further words, one a line (default: they are made up, like those of the data)")
      ->type_name("FILE");
  verb->add_option("--log", state->log_path, "write options and epochs as lines of JSON")->type_name("FILE.jsonl");
  verb->add_option("--plot", state->plot_path, "draw loss, scores and learning rate")->type_name("FILE.svg");
  verb->add_option("--config", state->config_path, "read options from a file; flags win");
  verb->add_flag("--dump-config", state->dump_config, "print the options that would be used, as such a file");
  // An unknown task is refused when it runs, with its name; until then the flags are those of the first.
  const std::string task = is_known(state->request.task) ? state->request.task : task_in({});
  const std::unique_ptr<tasks::Preparation> preparation = tasks::task_named(task).prepare();
  for (const FieldGroup& group : preparation->option_groups()) state->flags.add(group.fields, group.title);
  verb->footer(after_help);
  verb->callback([state] { train(*state); });
}

}  // namespace elman::cli
