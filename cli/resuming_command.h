// How to go on with an interrupted run.
#pragma once

#include <span>
#include <string>

namespace elman::cli {

// The command line that goes on with a run that these arguments began, quoted for a shell.
std::string resuming_command(std::span<const std::string> arguments);

}  // namespace elman::cli
