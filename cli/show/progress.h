// What people see while a model trains.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "cli/interruption.h"
#include "elman/run/training.h"

namespace elman::cli {

// On a terminal one line is redrawn; elsewhere a plain line comes now and then. All of it goes to stderr. From the
// beginning of training on, Ctrl-C and SIGTERM stop the run.
class Progress : public run::Listener {
 public:
  Progress();
  ~Progress() override { clear_line(); }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void on_notice(const std::string& line) override;
  void on_begin(const train::TrainOptions& options, std::string_view unit) override;
  void on_step(const train::StepReport& report) override;
  void on_epoch(const train::EpochReport& report) override;
  bool stop() override;

 private:
  void clear_line();
  void set_drawn(bool drawn);

  std::optional<Interruption> interruption_;
  int epochs_ = 0;
  std::string unit_;
  bool terminal_;
  bool drawn_ = false;
  double last_shown_ = 0;
  double trained_seconds_ = 0;  // of the epochs that are over
};

// 75 -> "1 min 15 s".
std::string duration(double seconds);

}  // namespace elman::cli
