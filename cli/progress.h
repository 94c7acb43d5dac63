// What people see while a model trains.
#pragma once

#include <string>

#include "elman/train/trainer.h"

namespace elman::cli {

// On a terminal one line is redrawn; elsewhere a plain line comes now and then. All of it goes to stderr.
class Progress {
 public:
  explicit Progress(int epochs);

  void on_step(const train::StepReport& report);
  void on_epoch(const train::EpochReport& report);

 private:
  void clear_line();

  int epochs_;
  bool terminal_;
  bool drawn_ = false;
  double last_shown_ = 0;
  double trained_seconds_ = 0;  // of the epochs that are over
};

// 75 -> "1 min 15 s".
std::string duration(double seconds);

}  // namespace elman::cli
