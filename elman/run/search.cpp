#include "elman/run/search.h"

#include <fmt/core.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <functional>
#include <optional>
#include <utility>
#include <vector>

#include "elman/error.h"
#include "elman/run/resumption.h"
#include "elman/tasks/task.h"

namespace elman::run {

namespace {

double steady_seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

struct Trial {
  Settings settings;
  std::vector<train::Score> scores;
};

struct Deadline {
  std::function<double()> clock;
  double at = std::numeric_limits<double>::infinity();
  bool has_passed() const { return clock() >= at; }
};

// Passes on whether to stop, also once the budget is spent, and nothing of what a trial tells.
class Quiet : public Listener {
 public:
  Quiet(Listener& listener, const Deadline& deadline) : listener_(listener), deadline_(deadline) {}
  bool stop() override { return listener_.stop() || deadline_.has_passed(); }
  void on_epoch(const train::EpochReport& report) override { scores_ = report.scores; }
  // Of the end of training: its best epoch may be a lucky one.
  const std::vector<train::Score>& scores() const { return scores_; }

 private:
  Listener& listener_;
  const Deadline& deadline_;
  std::vector<train::Score> scores_;
};

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

// Of the end of one training into request.model; none if it was stopped.
std::optional<std::vector<train::Score>> scores_of(const Request& request, const Deadline& deadline,
                                                   Listener& listener) {
  const TrialFile file(request.model);
  Quiet quiet(listener, deadline);
  if (train(request, quiet).training.interrupted) return std::nullopt;
  return quiet.scores();
}

// The means over all folds.
std::optional<std::vector<train::Score>> scores_of(Request request, std::vector<Settings> folds,
                                                   const Deadline& deadline, Listener& listener) {
  request.force = true;
  // What is scored is the end of training, so that has to come.
  request.options.insert({"patience", {"0", "--search"}});
  if (folds.empty()) folds.emplace_back();
  std::vector<train::Score> sums;
  for (const Settings& fold : folds) {
    std::optional<std::vector<train::Score>> scores = scores_of(with(request, fold), deadline, listener);
    if (!scores) return std::nullopt;
    for (std::size_t i = 0; i < sums.size(); ++i) (*scores)[i].value += sums[i].value;
    sums = *std::move(scores);
  }
  for (train::Score& score : sums) score.value /= static_cast<double>(folds.size());
  return sums;
}

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
  const Trials offered = trials_of(request, listener);
  if (offered.settings.empty()) {
    throw UsageError("--search: task " + request.task + " has nothing to try; leave it out");
  }
  // Before anything is tried: what is there already may not be overwritten.
  const std::string trial_path = request.model + ".trial";
  for (const std::string& path : {request.model, trial_path}) {
    const Resumption place(path, data_files(request), false, request.force);
  }
  if (offered.folds.size() > 1) {
    std::string folds;
    for (const Settings& fold : offered.folds) folds += (folds.empty() ? "" : ", ") + text_of(fold);
    listener.on_notice("scores   of trials are means over " + folds);
  }
  Deadline deadline{.clock = options.clock ? options.clock : steady_seconds};
  const double end = deadline.clock() + options.budget;
  std::vector<Trial> trials;
  for (const Settings& settings : offered.settings) {
    if (!trials.empty()) deadline.at = end;  // the simplest is tried whatever it takes
    if (deadline.has_passed()) break;
    Request trial = with(request, settings);
    trial.model = trial_path;
    try {
      std::optional<std::vector<train::Score>> scores = scores_of(trial, offered.folds, deadline, listener);
      if (!scores && listener.stop()) return {.training = {.interrupted = true}};
      if (!scores) {
        listener.on_notice(fmt::format("left out {}: not finished within the budget", text_of(settings)));
        break;
      }
      listener.on_notice(fmt::format("tried    {}: dev {}", text_of(settings), train::text_of(*scores)));
      trials.push_back({settings, *std::move(scores)});
    } catch (const train::DivergenceError& error) {
      listener.on_notice(fmt::format("left out {}: {}", text_of(settings), error.what()));
    }
  }
  if (trials.empty()) throw DataError("--search: no trial gave a score; the notices above say why");
  const Trial& chosen = simplest(trials, options.as_good);
  listener.on_notice(fmt::format("chosen   {} after {} of {} trials", text_of(chosen.settings), trials.size(),
                                 offered.settings.size()));
  Result result = train(with(request, chosen.settings), listener);
  result.chosen = chosen.settings;
  return result;
}

}  // namespace elman::run
