#include "cli/flags/search_flags.h"

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

void refuse_foreign_flags(const OptionFlags& flags, const tasks::Model& model) {
  for (const std::string_view name : model.foreign_search_options()) {
    const auto found = flags.settings().find(name);
    if (found == flags.settings().end()) continue;
    throw UsageError(found->second.where + " means nothing for a model of kind " + std::string(model.kind()) +
                     "; leave it out");
  }
}

}  // namespace elman::cli
