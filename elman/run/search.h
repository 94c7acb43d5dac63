// Trying what a task has to offer before one of it is trained.
#pragma once

#include <string>

#include "elman/run/training.h"

namespace elman::run {

struct SearchOptions {
  double budget = 60;     // seconds; no trial begins after them
  double as_good = 1.02;  // of the best dev score: a simpler trial is taken up to there
};

// Trains the trials of the task (tasks::Preparation::trials), simplest first, beside request.model, and tells the
// listener of each score: that of the end of a training, not of its best epoch, which may be a lucky one. Then trains
// the simplest that is about as good as the best, as train() would with the settings that it tells. What the budget
// allows depends on the machine; everything else does not. Throws UsageError if the task has nothing to try or the
// request is to resume; otherwise as train() does.
Result search(const Request& request, const SearchOptions& options, Listener& listener);

}  // namespace elman::run
