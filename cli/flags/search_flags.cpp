#include "cli/flags/search_flags.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include "elman/error.h"

namespace elman::cli {

void add_search_flags(OptionFlags& flags) {
  tasks::PredictorOptions defaults;
  flags.add(fields(defaults), "Search");
}

void apply_search_flags(const OptionFlags& flags, tasks::PredictorOptions& options) {
  const Fields all = fields(options);
  set_fields(flags.settings(), all);
  for (const Field& field : all) field.check();
}

void refuse_foreign_flags(const OptionFlags& flags, const tasks::Model& model, const Fields& own) {
  const std::vector<std::string_view> used = model.used_options();
  for (const auto& [name, setting] : flags.settings()) {
    if (std::find(used.begin(), used.end(), name) != used.end()) continue;
    const auto is_this = [&flag = name](const Field& field) { return field.name() == flag; };
    if (std::any_of(own.begin(), own.end(), is_this)) continue;
    throw UsageError(setting.where + " means nothing for a model of kind " + std::string(model.kind()) +
                     "; leave it out");
  }
}

}  // namespace elman::cli
