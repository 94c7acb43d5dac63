#include "cli/flags/pair_flags.h"

namespace elman::cli {

void add_pair_flags(OptionFlags& flags, const std::vector<std::string_view>& names) {
  tasks::PairOptions defaults;
  flags.add(fields(defaults), names, "Data");
}

tasks::PairOptions pair_options(const OptionFlags& flags) {
  tasks::PairOptions options;
  set_fields(flags.settings(), fields(options));
  return options;
}

}  // namespace elman::cli
