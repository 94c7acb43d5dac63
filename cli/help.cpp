#include <fmt/core.h>

#include <memory>
#include <string>
#include <vector>

#include "cli/show/manual.h"
#include "cli/show/output.h"
#include "cli/suggestion.h"
#include "cli/verbs.h"
#include "elman/error.h"
#include "elman/printable.h"
#include "elman/tasks/task.h"

namespace elman::cli {
namespace {

struct HelpVerb {
  std::string command;
  bool man = false;
  bool bash = false;
};

// train has other options with each task: the program as it is with all of them.
std::vector<std::unique_ptr<CLI::App>> apps_of_tasks() {
  std::vector<std::unique_ptr<CLI::App>> apps;
  for (const tasks::Task& task : tasks::all_tasks()) {
    apps.push_back(std::make_unique<CLI::App>());
    add_train(*apps.back(), {"elman", "train", "--task", std::string(task.name)});
  }
  return apps;
}

void help(const CLI::App& app, const HelpVerb& verb) {
  if (verb.man || verb.bash) {
    const std::vector<std::unique_ptr<CLI::App>> trains = apps_of_tasks();
    write_out(verb.man ? manual_page(app, trains) : bash_completion(app, trains));
    return;
  }
  if (verb.command.empty()) {
    // app.help() would be that of this command.
    write_out(app.get_formatter()->make_help(&app, app.get_name(), CLI::AppFormatMode::Normal));
    return;
  }
  std::vector<std::string> names;
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) {
    if (command->get_name() == verb.command) {
      write_out(command->help("elman"));
      return;
    }
    names.push_back(command->get_name());
  }
  const std::string elsewhere = known_elsewhere(verb.command);
  throw UsageError(fmt::format("help: found {}, which is no command{}; elman --help lists them",
                               in_quotes(verb.command),
                               elsewhere.empty() ? suggestion(verb.command, names) : elsewhere));
}

}  // namespace

void add_help(CLI::App& app) {
  CLI::App* verb = app.add_subcommand("help", "Say how a command is used");
  const auto state = std::make_shared<HelpVerb>();
  verb->add_option("COMMAND", state->command, "what to explain; none: what there is")->type_name("");
  verb->add_flag("--man", state->man, "print the manual page (man -l FILE shows it)");
  verb->add_flag("--bash-completion", state->bash, "print what lets bash complete commands and flags");
  verb->callback([state, &app] { help(app, *state); });
}

}  // namespace elman::cli
