// Words of a command that the program prints.
#pragma once

#include <string>

namespace elman::system {

// The word as a shell reads it: in single quotes if it has anything else than letters, digits and _@%+=:,./- in it.
std::string in_shell_quotes(const std::string& word);

}  // namespace elman::system
