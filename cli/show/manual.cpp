#include "cli/show/manual.h"

#include <fmt/core.h>

#include <set>
#include <vector>

#include "cli/show/help.h"
#include "elman/version.h"

namespace elman::cli {
namespace {

// A backslash, a dash that is one, and a point or quote at a line's start mean something else to troff.
std::string troff(const std::string& text) {
  std::string out;
  bool line_start = true;
  for (const char c : text) {
    if (line_start && (c == '.' || c == '\'')) out += "\\&";
    out += c == '\\' ? "\\e" : c == '-' ? "\\-" : std::string(1, c);
    line_start = c == '\n';
  }
  return out;
}

std::vector<const CLI::App*> commands_of(const CLI::App& app) {
  return app.get_subcommands([](const CLI::App*) { return true; });
}

// All options but the positional ones, of a command; of train with every task, each once.
std::vector<const CLI::Option*> options_of(const CLI::App& command, std::span<const std::unique_ptr<CLI::App>> trains) {
  std::vector<const CLI::Option*> options;
  std::set<std::string> names;
  const auto add = [&](const CLI::App& from) {
    for (const CLI::Option* option : from.get_options([](const CLI::Option* o) { return o->nonpositional(); })) {
      if (names.insert(written(*option)).second) options.push_back(option);
    }
  };
  add(command);
  if (command.get_name() != "train") return options;
  for (const std::unique_ptr<CLI::App>& train : trains) add(*commands_of(*train).front());
  return options;
}

std::string entry(const std::string& name, const std::string& description) {
  return fmt::format(".TP\n\\fB{}\\fR\n{}\n", troff(name), troff(description));
}

}  // namespace

std::string manual_page(const CLI::App& app, std::span<const std::unique_ptr<CLI::App>> trains) {
  std::string page = fmt::format(
      ".TH ELMAN 1 \"\" \"elman {}\" \"User Commands\"\n.SH NAME\nelman \\- trains and runs "
      "sequence models on ordinary CPUs\n.SH SYNOPSIS\n.B elman\nCOMMAND [OPTIONS] ...\n"
      ".SH DESCRIPTION\n.nf\n{}\n.fi\n.SH COMMANDS\n",
      version(), troff(app.get_description()));
  for (const CLI::App* command : commands_of(app)) {
    page += fmt::format(".SS elman {}\n{}\n", troff(command->get_name()), troff(command->get_description()));
    for (const CLI::Option* option : command->get_options([](const CLI::Option* o) { return o->get_positional(); })) {
      page += entry(option->get_name(true), option->get_description());
    }
    for (const CLI::Option* option : options_of(*command, trains)) {
      const std::string preset = option->get_default_str();
      page += entry(written(*option), option->get_description() + (preset.empty() ? "" : " [" + preset + "]"));
    }
    if (!command->get_footer().empty()) page += ".PP\n.nf\n" + troff(command->get_footer()) + "\n.fi\n";
  }
  return page +
         ".SH EXIT STATUS\n0 fine, 1 other, 2 usage, 3 data, 4 model file, 5 input or output, 130 interrupted.\n";
}

std::string bash_completion(const CLI::App& app, std::span<const std::unique_ptr<CLI::App>> trains) {
  std::string names;
  std::string cases;
  for (const CLI::App* command : commands_of(app)) {
    names += (names.empty() ? "" : " ") + command->get_name();
    std::string flags;
    for (const CLI::Option* option : options_of(*command, trains)) {
      for (const std::string& name : option->get_lnames()) flags += " --" + name;
    }
    cases += fmt::format("    {}) flags='{}' ;;\n", command->get_name(), flags.empty() ? "" : flags.substr(1));
  }
  return fmt::format(
      "# bash completion of elman {0}; made by elman help --bash-completion\n"
      "_elman() {{\n"
      "  local word=${{COMP_WORDS[COMP_CWORD]}} flags=\n"
      "  if [ \"$COMP_CWORD\" = 1 ]; then\n"
      "    mapfile -t COMPREPLY < <(compgen -W '{1} --help --version' -- \"$word\")\n"
      "    return\n"
      "  fi\n"
      "  case ${{COMP_WORDS[1]}} in\n"
      "    help) [[ $word == -* ]] || {{ mapfile -t COMPREPLY < <(compgen -W '{1}' -- \"$word\"); return; }} ;;\n"
      "  esac\n"
      "  case ${{COMP_WORDS[1]}} in\n{2}  esac\n"
      "  if [[ $word == -* ]]; then\n"
      "    mapfile -t COMPREPLY < <(compgen -W \"$flags\" -- \"$word\")\n"
      "  else\n"
      "    mapfile -t COMPREPLY < <(compgen -f -- \"$word\")\n"
      "  fi\n"
      "}}\n"
      "complete -o filenames -F _elman elman\n",
      version(), names, cases);
}

}  // namespace elman::cli
