// Choosing among the models that a task offers by training them.
#pragma once

#include <functional>

#include "elman/run/training.h"

namespace elman::run {

struct SearchOptions {
  double budget = 60;     // seconds; a trial that is not finished then is left out, except the first
  double as_good = 1.02;  // a simpler trial wins if its dev score is at most this many times the best one's
  std::function<double()> clock = {};  // seconds; none: the machine's
};

// Trains the trials of the task (tasks::Preparation::trials), simplest first, each into MODEL.trial and once for each
// of its folds, and tells the listener the mean score: that of the last epoch, since the best one may be lucky. A trial
// that diverges, or that the budget does not finish, is left out. Then trains the simplest that is about as good as the
// best, exactly as train() would with the settings that are told. How many trials the budget allows depends on the
// machine; everything else does not. If it is interrupted during a trial, nothing is kept. Throws UsageError if the
// task has nothing to try or the request is to resume; otherwise as train() does.
Result search(const Request& request, const SearchOptions& options, Listener& listener);

}  // namespace elman::run
