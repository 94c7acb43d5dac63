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

std::string resuming_command(std::span<const std::string> arguments) {
  std::string command;
  for (const std::string& argument : arguments) {
    if (argument == "--force" || argument == "--resume") continue;
    command += in_shell_quotes(argument) + " ";
  }
  return command + "--resume";
}

}  // namespace elman::cli
