#include "elman/run/search.h"

#include <fmt/core.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <utility>
#include <vector>

#include "elman/error.h"
#include "elman/run/resumption.h"
#include "elman/tasks/task.h"

namespace elman::run {

namespace {

double seconds_now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

struct Trial {
  Settings settings;
  std::vector<train::Score> scores;
};

// Passes on whether to stop, and nothing of what a trial tells.
class Quiet : public Listener {
 public:
  explicit Quiet(Listener& listener) : listener_(listener) {}
  bool stop() override { return listener_.stop(); }
  void on_epoch(const train::EpochReport& report) override { scores_ = report.scores; }
  // Of the end of training: its best epoch may be a lucky one.
  const std::vector<train::Score>& scores() const { return scores_; }

 private:
  Listener& listener_;
  std::vector<train::Score> scores_;
};

std::string text_of(const Settings& settings) {
  std::string text;
  for (const auto& [name, setting] : settings)
    text += fmt::format("{}--{} {}", text.empty() ? "" : " ", name, setting.text);
  return text;
}

std::string text_of(const std::vector<train::Score>& scores) {
  std::string text;
  for (const train::Score& score : scores)
    text += fmt::format("{}{} {:.2f}", text.empty() ? "" : ", ", score.name, score.value);
  return text;
}

// What was not said by the user, but is to be tried.
Request with(const Request& request, const Settings& settings) {
  Request changed = request;
  for (const auto& [name, setting] : settings) changed.options.insert_or_assign(name, setting);
  return changed;
}

// Where a trial writes its model; removed with what is beside it when the trial is over.
class TrialFile {
 public:
  explicit TrialFile(std::string path) : path_(std::move(path)) {}
  ~TrialFile() {
    std::error_code ignored;
    std::filesystem::remove(path_, ignored);
    std::filesystem::remove(path_ + ".checkpoint", ignored);
  }
  TrialFile(const TrialFile&) = delete;
  TrialFile& operator=(const TrialFile&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

const Trial& simplest(const std::vector<Trial>& trials, double as_good) {
  const bool lower = trials.front().scores.front().lower_is_better;
  const auto first = [](const Trial& trial) { return trial.scores.front().value; };
  double best = first(trials.front());
  for (const Trial& trial : trials) best = lower ? std::min(best, first(trial)) : std::max(best, first(trial));
  const auto good = [&](const Trial& trial) {
    return lower ? first(trial) <= as_good * best : first(trial) * as_good >= best;
  };
  return *std::find_if(trials.begin(), trials.end(), good);
}

}  // namespace

Result search(const Request& request, const SearchOptions& options, Listener& listener) {
  if (request.resume) {
    throw UsageError("--search begins anew; to go on with what it has chosen, give its options with --resume instead");
  }
  const std::vector<Settings> offered = trials_of(request, listener);
  if (offered.empty()) {
    throw UsageError("--search: task " + request.task + " has nothing to try; leave it out");
  }
  // Before anything is tried: what is there already may not be overwritten.
  const std::string trial_path = request.model + ".trial";
  for (const std::string& path : {request.model, trial_path}) {
    const Resumption place(path, request.files.paths(), false, request.force);
  }
  const double begin = seconds_now();
  std::vector<Trial> trials;
  for (const Settings& settings : offered) {
    if (!trials.empty() && seconds_now() - begin >= options.budget) break;
    const TrialFile file(trial_path);
    Request trial = with(request, settings);
    trial.model = file.path();
    trial.force = true;
    Quiet quiet(listener);
    const Result result = train(trial, quiet);
    if (result.training.interrupted) return {.training = result.training};
    trials.push_back({settings, quiet.scores()});
    listener.on_notice(fmt::format("tried    {}: dev {}", text_of(settings), text_of(trials.back().scores)));
  }
  const Trial& chosen = simplest(trials, options.as_good);
  listener.on_notice(
      fmt::format("chosen   {} after {} of {} trials", text_of(chosen.settings), trials.size(), offered.size()));
  Result result = train(with(request, chosen.settings), listener);
  result.chosen = chosen.settings;
  return result;
}

}  // namespace elman::run
