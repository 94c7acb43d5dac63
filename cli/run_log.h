// A run as lines of JSON and as a picture, for programs and for later.
#pragma once

#include <cstdio>
#include <map>
#include <string>
#include <vector>

#include "elman/run/training.h"

namespace elman::cli {

// Passes everything on to another listener, and keeps what was told of the epochs.
class RunLog : public run::Listener {
 public:
  // `log_path`: a file of JSON lines, begun anew or, if the run goes on, added to; empty for none. `plot_path`: a
  // picture (SVG), written anew after each epoch; empty for none. Throws IoError if they cannot be written; later
  // trouble with them is told once and ends nothing.
  RunLog(run::Listener& listener, std::string log_path, std::string plot_path, bool go_on);
  ~RunLog() override;
  RunLog(const RunLog&) = delete;
  RunLog& operator=(const RunLog&) = delete;

  void on_notice(const std::string& line) override { listener_.on_notice(line); }
  void on_options(const std::map<std::string, std::string>& options) override;
  void on_begin(const train::TrainOptions& options, std::string_view unit) override {
    listener_.on_begin(options, unit);
  }
  void on_step(const train::StepReport& report) override { listener_.on_step(report); }
  void on_epoch(const train::EpochReport& report) override;
  bool stop() override { return listener_.stop(); }

 private:
  void write(const std::string& json);
  void complain(const std::string& reason);

  run::Listener& listener_;
  std::string log_path_;
  std::string plot_path_;
  bool go_on_;
  std::FILE* log_ = nullptr;
  bool complained_ = false;
  std::vector<train::EpochReport> epochs_;
};

}  // namespace elman::cli
