// What a run under a budget has decided and spent so far, as a file beside its model.
#pragma once

#include <string>
#include <vector>

#include "elman/run/race.h"

namespace elman::run {

struct BudgetPlan {
  WorkUnit unit = WorkUnit::seconds;
  double amount = 0;
  double spent = 0;  // of it, in the unit
  int epochs = 0;    // that are recommended at most
  RaceState race = {};
  int models = 0;       // to train to the end; 0: not decided yet
  int models_done = 0;  // of these
  double allotted = 0;  // to the model under way, what the race did for it included; 0: not decided yet
};

// "MODEL.budget".
std::string plan_path(const std::string& model_path);
// Complete or absent. Throws IoError.
void save_plan(const std::string& path, const BudgetPlan& plan);
// Throws IoError if the file cannot be read, ModelError if it is no such plan.
BudgetPlan load_plan(const std::string& path);

}  // namespace elman::run
