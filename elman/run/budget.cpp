#include "elman/run/budget.h"

#include <fmt/core.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <utility>

#include "elman/error.h"
#include "elman/optim/schedule.h"
#include "elman/run/budget_plan.h"
#include "elman/run/ensemble.h"
#include "elman/run/resumption.h"
#include "elman/system/file.h"
#include "elman/tasks/task.h"
#include "elman/tasks/transducer.h"

namespace elman::run {

namespace {

constexpr double share_of_first_round = 0.05;  // of the budget, for each runner
constexpr std::int64_t fewest_steps = 100;     // of a round that says something
constexpr int most_models = 5;                 // more hardly help (docs/results.md)
// Of the epochs that are recommended at most, those after which a model whose rate has fallen is about as good as it
// will be.
constexpr double share_of_epochs = 0.6;

double steady_seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

void refuse_contradictions(const Settings& settings) {
  for (const char* name : {"epochs", "steps", "patience"}) {
    if (settings.contains(name)) {
      throw UsageError(fmt::format("--{} and a budget both say when training ends; give one of them", name));
    }
  }
  const auto schedule = settings.find("schedule");
  if (schedule != settings.end() && schedule->second.text != "trapezoidal") {
    throw UsageError(
        fmt::format("--schedule {} has to know when training ends, or waits for it; under a budget leave it out, or "
                    "give trapezoidal",
                    schedule->second.text));
  }
}

// Decides when the rate of a model begins to fall, such that its training takes what is allotted.
class Finish : public Listener {
 public:
  Finish(Listener& listener, WorkUnit unit, double allotted) : listener_(listener), unit_(unit), allotted_(allotted) {}
  void on_notice(const std::string& line) override { listener_.on_notice(line); }
  void on_options(const std::map<std::string, std::string>& options) override { listener_.on_options(options); }
  void on_begin(const train::TrainOptions& options, std::string_view unit) override {
    decay_share_ = options.decay_share;
    listener_.on_begin(options, unit);
  }
  void on_step(const train::StepReport& report) override { listener_.on_step(report); }
  void on_epoch(const train::EpochReport& report) override { listener_.on_epoch(report); }
  bool stop() override { return listener_.stop(); }
  bool has_open_end() const override { return true; }
  std::optional<std::int64_t> last_step(std::int64_t steps, double seconds) override {
    const std::int64_t soonest = optim::TrapezoidalSchedule::total_if_decay_follows(steps, decay_share_);
    if (unit_ == WorkUnit::steps) return std::max(soonest, static_cast<std::int64_t>(allotted_));
    if (seconds < (1 - decay_share_) * allotted_) return std::nullopt;
    listener_.on_notice(fmt::format("budget   the rate falls from step {} on to the last, {}", steps + 1, soonest));
    return soonest;
  }

 private:
  Listener& listener_;
  WorkUnit unit_;
  double allotted_;
  double decay_share_ = 0;
};

class BudgetRun {
 public:
  BudgetRun(const Request& request, const Budget& budget, Listener& listener)
      : request_(with(request, settings({{"schedule", "trapezoidal"}}))),
        budget_(budget),
        listener_(listener),
        clock_(budget.clock ? budget.clock : steady_seconds),
        began_(clock_()),
        path_(plan_path(request.model)) {}

  Result run() {
    begin();
    if (!race_is_over() && !run_race()) return interrupted({.interrupted = true});
    if (plan_.models == 0) decide();
    while (plan_.models_done < plan_.models) {
      const Result result = train_next();
      if (result.training.interrupted) return interrupted(result.training);
      if (plan_.models == 1) {
        remove_plan();
        return result;
      }
      ++plan_.models_done;
      plan_.allotted = 0;
      save();
    }
    // Members are removed when the model is complete.
    const bool is_joined = !system::is_there(model_of_member(request_.model, 0)) && system::is_there(request_.model);
    Result result =
        is_joined ? result_of(request_, *tasks::open(request_.model)) : join_members(request_, plan_.models);
    result.members = plan_.models;
    remove_plan();
    return result;
  }

 private:
  bool by_steps() const { return budget_.unit == WorkUnit::steps; }

  // Of the budget, so far.
  double spent() const {
    if (!by_steps()) return spent_before_ + clock_() - began_;
    double steps = 0;
    for (const Runner& runner : plan_.race.runners) steps += static_cast<double>(runner.steps);
    return steps + spent_before_;
  }

  void begin() {
    const bool begun = system::is_there(path_);
    if (request_.resume && !begun) {
      throw UsageError(fmt::format(
          "{}: found no such file, expected the plan of an interrupted run under a budget; leave --resume out to begin",
          path_));
    }
    if (begun && !request_.resume && !request_.force) {
      throw UsageError(fmt::format(
          "{}: found the plan of a run that did not end, expected none; add --resume to go on with it, or --force to "
          "begin anew",
          path_));
    }
    for (const std::string& path : data_files(request_)) {
      std::error_code unknown;
      if (path.empty() || std::filesystem::is_regular_file(path, unknown) || !system::is_there(path)) continue;
      throw UsageError(
          fmt::format("{}: can be read only once, and a race reads it for each runner; give a file", path));
    }
    // Before any work: what is there already may not be overwritten.
    { const Resumption place(request_.model, data_files(request_), false, request_.force || begun); }
    if (begun && request_.resume) {
      plan_ = load_plan(path_);
      if (plan_.unit != budget_.unit || plan_.amount != budget_.amount) {
        throw UsageError(
            fmt::format("{}: is the plan of another budget, expected the same; give that of the run, or begin "
                        "anew with --force",
                        path_));
      }
      spent_before_ = plan_.spent;
      return;
    }
    plan_ = {.unit = budget_.unit, .amount = budget_.amount};
    const Candidates candidates = candidates_of(request_, listener_);
    for (const Settings& settings : candidates.settings) plan_.race.runners.push_back({.settings = settings});
    plan_.epochs = candidates.epochs;
    save();
  }

  bool race_is_over() const { return plan_.race.rounds_over > 0 && plan_.race.left() == 1; }

  bool run_race() {
    const RaceOptions options{.unit = budget_.unit,
                              .first_round = share_of_first_round * budget_.amount,
                              .fewest_steps = fewest_steps,
                              .open_end = true,
                              .clock = clock_};
    return race(request_, options, plan_.race, listener_, [this] { save(); });
  }

  const Runner& winner() const { return plan_.race.runners[plan_.race.leader()]; }

  // How many models there are to be, by how long one of them has use for more steps.
  void decide() {
    const Runner& runner = winner();
    const double own = runner.work(budget_.unit);
    const double rest = budget_.amount - spent() + own;
    plan_.models = 1;
    if (budget_.models > 0) {
      plan_.models = budget_.models;
    } else if (request_.task == tasks::Transducer::task_name && runner.steps > 0) {
      const double epoch = own / static_cast<double>(runner.steps) * static_cast<double>(runner.steps_in_epoch);
      plan_.models = std::clamp(static_cast<int>(rest / (share_of_epochs * plan_.epochs * epoch)), 1, most_models);
    }
    listener_.on_notice(fmt::format("chosen   {}; {} model{} with the rest of the budget",
                                    runner.settings.empty() ? "what is recommended" : text_of(runner.settings),
                                    plan_.models, plan_.models == 1 ? "" : "s"));
    move_winner();
    save();
  }

  std::string path_of_next() const {
    return plan_.models == 1 ? request_.model : model_of_member(request_.model, plan_.models_done);
  }

  // It goes on as the first of the models. If the process was killed just after that, there is nothing left to move.
  void move_winner() const {
    namespace fs = std::filesystem;
    const std::string from = model_of_runner(request_.model, plan_.race.leader());
    if (!system::is_there(from + ".checkpoint")) return;
    std::error_code none_yet;  // a model comes with the first epoch
    fs::remove(path_of_next(), none_yet);
    fs::rename(from, path_of_next(), none_yet);
    fs::rename(from + ".checkpoint", path_of_next() + ".checkpoint");
  }

  Result train_next() {
    const Runner& runner = winner();
    Request next = with(request_, runner.settings);
    next.model = path_of_next();
    next.member = plan_.models_done;
    next.resume = system::is_there(next.model + ".checkpoint");
    next.force = !next.resume;
    if (plan_.allotted == 0) {
      const int left = plan_.models - plan_.models_done;
      const double own = plan_.models_done == 0 ? runner.work(budget_.unit) : 0;
      // Reading and scoring come once more for each model, and once for all together.
      const double beside = by_steps() ? 0 : runner.beside * (left + (plan_.models > 1 ? plan_.models : 0));
      plan_.allotted = std::max((budget_.amount - spent() - beside + own) / left, 1e-3);
      save();
    }
    if (plan_.models > 1) {
      listener_.on_notice(fmt::format("member   {} of {}: {}", plan_.models_done + 1, plan_.models, next.model));
    }
    Finish finish(listener_, budget_.unit, plan_.allotted);
    Result result = train(next, finish);
    if (by_steps() && !result.training.interrupted) {
      spent_before_ +=
          static_cast<double>(result.training.steps) - (plan_.models_done == 0 ? runner.work(WorkUnit::steps) : 0);
    }
    return result;
  }

  Result interrupted(const train::TrainingResult& training) {
    save();
    return {.training = training, .checkpoint = path_};
  }

  void save() {
    plan_.spent = by_steps() ? spent_before_ : spent();
    save_plan(path_, plan_);
  }

  void remove_plan() const {
    remove_runners(request_.model, plan_.race.runners.size());
    std::error_code ignored;
    std::filesystem::remove(path_, ignored);
  }

  const Request request_;
  const Budget& budget_;
  Listener& listener_;
  const std::function<double()> clock_;
  const double began_;
  const std::string path_;
  double spent_before_ = 0;  // before this process; of steps: beside what the runners did in the race
  BudgetPlan plan_;
};

}  // namespace

Result train_within(const Request& request, const Budget& budget, Listener& listener) {
  if (request.model.empty()) throw UsageError("train: say where the model goes: -o MODEL");
  refuse_contradictions(request.options);
  return BudgetRun(request, budget, listener).run();
}

}  // namespace elman::run
