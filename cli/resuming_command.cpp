#include "cli/resuming_command.h"

#include "elman/system/shell_quotes.h"

namespace elman::cli {

std::string resuming_command(std::span<const std::string> arguments, const Settings& chosen) {
  std::string command;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string& argument = arguments[i];
    if (argument == "--budget") ++i;  // and its seconds
    if (argument == "--force" || argument == "--resume" || argument == "--search" || argument.starts_with("--budget")) {
      continue;
    }
    command += system::in_shell_quotes(argument) + " ";
  }
  for (const auto& [name, setting] : chosen) command += "--" + name + " " + system::in_shell_quotes(setting.text) + " ";
  return command + "--resume";
}

}  // namespace elman::cli
