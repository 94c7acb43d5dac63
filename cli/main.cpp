#include <fmt/core.h>

#include <cstdio>
#include <exception>
#include <initializer_list>
#include <memory>
#include <string>
#include <vector>

#include "cli/exit_codes.h"
#include "cli/interruption.h"
#include "cli/out_of_memory.h"
#include "cli/show/help.h"
#include "cli/show/output.h"
#include "cli/suggestion.h"
#include "cli/verbs.h"
#include "elman/error.h"
#include "elman/printable.h"
#include "elman/version.h"

namespace elman::cli {
namespace {

constexpr const char* overview =
    "Trains and runs sequence models on ordinary CPUs.\n\n"
    "  elman train pairs.tsv -o words.elman     learn from lines of source TAB target\n"
    "  echo palabra | elman predict words.elman\n"
    "  elman train plays.txt --task lm -o plays.elman\n"
    "  elman generate plays.elman --prompt 'JULIET:'\n"
    "  elman train sales.csv --task forecast --target sold -o sales.elman\n"
    "  elman forecast sales.elman sales.csv --steps 12\n";

// Without memory of its own: there may be none.
int complain(const char* message, ExitCode code) {
  for (const char* part : {"elman: ", message, "\n"}) std::fputs(part, stderr);
  return code;
}

// Of a message that is not the library's own, and may hold anything.
int complain_safely(const std::string& message, ExitCode code) {
  return complain(printable(message, longest_message).c_str(), code);
}

// The message for an argument that there is not, with the verb or flag that may have been meant.
std::string unexpected(const CLI::App& app, const CLI::ExtrasError& error) {
  const std::vector<std::string> extras = app.remaining(true);
  if (extras.empty()) return error.what();
  const std::string& extra = extras.front();
  const std::vector<CLI::App*> verbs = app.get_subcommands();
  const CLI::App& asked = verbs.empty() ? app : *verbs.front();
  std::vector<std::string> names;
  if (extra.starts_with('-')) {
    for (const CLI::Option* option : asked.get_options()) {
      for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
      for (const std::string& name : option->get_fnames()) names.push_back("--" + name);
    }
  } else if (verbs.empty()) {
    for (const CLI::App* verb : app.get_subcommands([](const CLI::App*) { return true; })) {
      names.push_back(verb->get_name());
    }
  }
  const std::string verb = verbs.empty() ? "" : asked.get_name();
  const std::string found = extra.substr(0, extra.find('='));
  const char* kind = extra.starts_with('-') ? "flag" : verb.empty() ? "command" : "argument that it takes";
  const std::string elsewhere = known_elsewhere(found);
  return fmt::format("{}found {}, which is no {}{}; elman {}--help lists them", verb.empty() ? "" : verb + ": ", found,
                     kind, elsewhere.empty() ? suggestion(found, names) : elsewhere, verb.empty() ? "" : verb + " ");
}

int run(int argc, char** argv) {
  CLI::App app{overview, "elman"};
  app.set_version_flag("--version", std::string("elman ") + version());
  app.require_subcommand(0, 1);
  app.set_help_all_flag("");
  const auto formatter = std::make_shared<HelpFormatter>();
  formatter->label("SUBCOMMAND", "COMMAND");
  app.formatter(formatter);
  app.set_help_flag("-h,--help", "print this help");
  add_train(app, {argv, argv + argc});
  add_predict(app);
  add_eval(app);
  add_ensemble(app);
  add_inspect(app);
  add_generate(app);
  add_score(app);
  add_forecast(app);
  add_simulate(app);
  add_check(app);
  add_lesson(app);
  add_compare(app);
  add_help(app);
  for (CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) command->group("Commands");
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    write_out(app.help());
    return exit_fine;
  } catch (const CLI::CallForVersion& wanted) {
    write_out(std::string(wanted.what()) + "\n");
    return exit_fine;
  } catch (const CLI::ExtrasError& error) {
    return complain_safely(unexpected(app, error), exit_usage);
  } catch (const CLI::ParseError& error) {
    return complain_safely(error.what(), exit_usage);
  }
  if (app.get_subcommands().empty()) write_out(app.help());
  return exit_fine;
}

}  // namespace
}  // namespace elman::cli

int main(int argc, char** argv) {
  using namespace elman::cli;  // NOLINT(google-build-using-namespace)
  handle_signals();
  end_calmly_without_memory();
  if (!reserve_stack()) return complain(out_of_memory, exit_other);
  try {
    return run(argc, argv);
  } catch (const Interrupted&) {
    return exit_interrupted;
  } catch (const elman::UsageError& error) {
    return complain(error.what(), exit_usage);
  } catch (const elman::DataError& error) {
    return complain(error.what(), exit_data);
  } catch (const elman::ModelError& error) {
    return complain(error.what(), exit_model);
  } catch (const elman::IoError& error) {
    return complain(error.what(), exit_io);
  } catch (const std::bad_alloc&) {
    return complain(out_of_memory, exit_other);
  } catch (const std::exception& error) {
    return complain(error.what(), exit_other);
  }
}
