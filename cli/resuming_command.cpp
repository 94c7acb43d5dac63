#include "cli/resuming_command.h"

#include <algorithm>

#include "elman/system/shell_quotes.h"

namespace elman::cli {

std::string resuming_command(std::span<const std::string> arguments, const Settings& chosen) {
  std::string command;
  // What a search has chosen is gone on with alone.
  const bool searched = std::find(arguments.begin(), arguments.end(), "--search") != arguments.end();
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string& argument = arguments[i];
    if (searched && argument == "--budget") ++i;  // and its time
    if (argument == "--force" || argument == "--resume" || argument == "--search" ||
        (searched && argument.starts_with("--budget"))) {
      continue;
    }
    command += system::in_shell_quotes(argument) + " ";
  }
  for (const auto& [name, setting] : chosen) command += "--" + name + " " + system::in_shell_quotes(setting.text) + " ";
  return command + "--resume";
}

}  // namespace elman::cli
