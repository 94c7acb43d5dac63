// How the verbs that read pairs let users say what is in the file.
#pragma once

#include <string_view>
#include <vector>

#include "cli/flags/option_flags.h"
#include "elman/tasks/pair_options.h"

namespace elman::cli {

// Flags for some of the options, by name.
void add_pair_flags(OptionFlags& flags, const std::vector<std::string_view>& names);
// Those options, as the user has set them. Throws UsageError for text that does not fit.
tasks::PairOptions pair_options(const OptionFlags& flags);

}  // namespace elman::cli
