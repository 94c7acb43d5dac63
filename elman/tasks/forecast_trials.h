// What a search tries on series, and on which parts of them.
#pragma once

#include <string>
#include <vector>

#include "elman/fields.h"
#include "elman/tasks/forecast_options.h"

namespace elman::tasks {

// Kinds from simple to complex, of what the user has not set. For another purpose than the next step networks also
// learn from their own outputs, and delays that reach far back with few numbers are tried.
std::vector<Settings> forecast_trials(const ForecastOptions& options, bool has_inputs, const Settings& user);

// Up to three splits with dev parts of one length, one after the other: that of the options, and those that know less.
// A single dev part may be unlike what comes before it. One that leaves less than twice as much to learn from as to
// score is left out. None if the split is no list of shares.
std::vector<Settings> forecast_folds(const std::string& split);

}  // namespace elman::tasks
