// Training that ends when a given time, or a given number of updates, is over.
#pragma once

#include <functional>

#include "elman/run/race.h"

namespace elman::run {

struct Budget {
  WorkUnit unit = WorkUnit::seconds;
  double amount = 0;                   // more than 0
  int models = 0;                      // that are trained and vote; 0: as many as there is work for
  std::function<double()> clock = {};  // seconds; none: the machine's
};

// Spends the budget as well as it can: a race between the task's candidates; the winner goes on with the rest, at a
// constant rate of learning that falls to zero at the end (ScheduleKind::trapezoidal). If the rest is more than one
// model has use for, further ones are trained with other seeds, and all are joined into one that votes.
//
// The clock decides when the rate begins to fall, and with it the number of steps; what it has decided is told, and
// reaches the same weights as a budget-less run: the winner's options with `steps`. A budget of steps never asks the
// clock, and gives the same bits on every machine. MODEL.budget is beside the model until the end, and says how far the
// run has come; with request.resume it goes on there.
//
// Throws UsageError for options that say otherwise when training ends or how the rate changes, and otherwise as train()
// does.
Result train_within(const Request& request, const Budget& budget, Listener& listener);

}  // namespace elman::run
