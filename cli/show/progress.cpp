#include "cli/show/progress.h"

#include <fmt/core.h>
#include <unistd.h>

#include <cmath>
#include <cstdio>

#include "cli/show/talk.h"
#include "elman/printable.h"

namespace elman::cli {

namespace {
constexpr double redraw_seconds = 0.1;
constexpr double plain_line_seconds = 30;
constexpr int many_epochs = 30;
constexpr double quick_epoch_seconds = 0.5;
}  // namespace

std::string duration(double seconds) {
  if (seconds < 10) return fmt::format("{:.1f} s", seconds);
  const auto whole = static_cast<long>(std::lround(seconds));
  if (whole < 60) return fmt::format("{} s", whole);
  if (whole < 3600) return fmt::format("{} min {:02} s", whole / 60, whole % 60);
  return fmt::format("{} h {:02} min", whole / 3600, whole / 60 % 60);
}

Progress::Progress() : terminal_(isatty(STDERR_FILENO) != 0) {}

void Progress::on_notice(const std::string& line) {
  clear_line();
  talk("{}\n", printable(line, longest_message));
}

void Progress::on_begin(const train::TrainOptions& options, std::string_view unit) {
  if (!interruption_) interruption_.emplace();  // a signal between two models counts as well
  epochs_ = options.epochs;
  last_shown_ = trained_seconds_ = 0;
  unit_ = unit;
}

bool Progress::stop() { return Interruption::requested(); }

void Progress::clear_line() {
  if (drawn_) talk("\r\033[K");
  set_drawn(false);
}

void Progress::set_drawn(bool drawn) {
  drawn_ = drawn;
  Interruption::line_is_drawn(drawn);
}

void Progress::on_step(const train::StepReport& report) {
  const double since = report.seconds - last_shown_;
  if (since < (terminal_ ? redraw_seconds : plain_line_seconds)) return;
  last_shown_ = report.seconds;
  const double share = static_cast<double>(report.step) / static_cast<double>(report.steps_in_epoch);
  const double epoch_seconds = (report.seconds - trained_seconds_) / share;
  const double left = (1 - share) * epoch_seconds + (epochs_ - report.epoch) * epoch_seconds;
  const bool has_end = epochs_ < train::any_number_of_epochs;
  clear_line();
  talk("epoch {}{}  {:3.0f} %  loss {:.3f}  {:.0f} {}/s{}{}", report.epoch, has_end ? fmt::format("/{}", epochs_) : "",
       100 * share, report.loss, report.units_per_second, unit_,
       has_end ? fmt::format("  at most {} left", duration(left)) : "", terminal_ ? "" : "\n");
  std::fflush(stderr);
  set_drawn(terminal_);
}

void Progress::on_epoch(const train::EpochReport& report) {
  trained_seconds_ += report.seconds;
  last_shown_ = trained_seconds_;
  clear_line();
  // Of many quick epochs, the best ones, each tenth and the last are told.
  const bool quick = epochs_ > many_epochs && report.seconds < quick_epoch_seconds;
  const bool best = report.best && !report.scores.empty();
  if (quick && !best && report.epoch % 10 != 0 && report.epoch != epochs_) return;
  std::string scores = report.scores.empty() ? "" : "dev ";
  for (const train::Score& score : report.scores) {
    scores += fmt::format("{} {:>6}  ", score.name, train::text_of_value(score));
  }
  talk("epoch {:3}  loss {:.4f}  {}{}{}\n", report.epoch, report.loss, scores, duration(report.seconds),
       best ? "  best" : "");
}

}  // namespace elman::cli
