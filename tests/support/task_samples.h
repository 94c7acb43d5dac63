// A little data for each task that there is, and options under which it is learnt at once.
#pragma once

#include <string>

#include "elman/fields.h"

namespace elman::test {

struct TaskSample {
  std::string train;
  std::string dev;
  Settings options;
  bool reads_lines = true;      // predictors answer lines
  int steps_between_stops = 1;  // of a run that is stopped and gone on with again and again
};
TaskSample sample_of(const std::string& task);

}  // namespace elman::test
