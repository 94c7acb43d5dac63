// What predict and eval let users choose of search.
#pragma once

#include <CLI/CLI.hpp>

#include "cli/flags/option_flags.h"
#include "elman/tasks/model.h"
#include "elman/tasks/predictor.h"

namespace elman::cli {

// --beam, --length-penalty, --max-length, --lm, --lm-weight, --threads.
void add_search_flags(OptionFlags& flags);

// Writes what the user has set. Throws UsageError for a value out of range.
void apply_search_flags(const OptionFlags& flags, tasks::PredictorOptions& options);
// Throws UsageError if the user has set what means nothing for this model, unless it is an option of the verb's own.
void refuse_foreign_flags(const OptionFlags& flags, const tasks::Model& model, const Fields& own = {});

}  // namespace elman::cli
