// How to go on with an interrupted run.
#pragma once

#include <span>
#include <string>

#include "elman/fields.h"

namespace elman::cli {

// The command line that goes on with a run that these arguments began, quoted for a shell. A search is not repeated:
// `chosen` is what it has chosen.
std::string resuming_command(std::span<const std::string> arguments, const Settings& chosen = {});

}  // namespace elman::cli
