#include "cli/resuming_command.h"

#include <string_view>

namespace elman::cli {

namespace {

std::string in_shell_quotes(const std::string& argument) {
  constexpr std::string_view plain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_@%+=:,./-";  // as Python's shlex has it
  if (!argument.empty() && argument.find_first_not_of(plain) == std::string::npos) return argument;
  std::string quoted = "'";
  for (const char c : argument) quoted += c == '\'' ? "'\\''" : std::string(1, c);
  return quoted + "'";
}

}  // namespace

std::string resuming_command(std::span<const std::string> arguments, const Settings& chosen) {
  std::string command;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string& argument = arguments[i];
    if (argument == "--budget") ++i;  // and its seconds
    if (argument == "--force" || argument == "--resume" || argument == "--search" || argument.starts_with("--budget")) {
      continue;
    }
    command += in_shell_quotes(argument) + " ";
  }
  for (const auto& [name, setting] : chosen) command += "--" + name + " " + in_shell_quotes(setting.text) + " ";
  return command + "--resume";
}

}  // namespace elman::cli
