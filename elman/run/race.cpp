#include "elman/run/race.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "elman/error.h"
#include "elman/system/file.h"

namespace elman::run {

namespace {

// Passes on whether to stop and how far a step is, pauses when a round is over, and keeps what the race has to know.
class Lap : public Listener {
 public:
  // `describe`: what it learns from, and with what, is told as well.
  Lap(Listener& listener, Runner& runner, const RaceOptions& options, double until, bool describe)
      : listener_(listener), runner_(runner), options_(options), until_(until), describe_(describe) {}
  void on_notice(const std::string& line) override {
    if (describe_) listener_.on_notice(line);
  }
  bool stop() override { return listener_.stop(); }
  void on_options(const std::map<std::string, std::string>& options) override { listener_.on_options(options); }
  void on_begin(const train::TrainOptions& options, std::string_view unit) override {
    accumulate_ = options.accumulate;
    listener_.on_begin(options, unit);
  }
  void on_step(const train::StepReport& report) override {
    runner_.steps_in_epoch = (report.steps_in_epoch + accumulate_ - 1) / accumulate_;
    listener_.on_step(report);
  }
  bool pause(std::int64_t steps, double seconds) override {
    runner_.steps = steps;
    runner_.seconds = seconds;
    return runner_.work(options_.unit) >= until_;
  }
  void on_pause(const std::vector<train::Score>& scores) override { runner_.scores = scores; }
  bool has_open_end() const override { return options_.open_end; }

 private:
  Listener& listener_;
  Runner& runner_;
  const RaceOptions& options_;
  double until_;
  bool describe_;
  int accumulate_ = 1;  // batches a step
};

// By the first score that differs.
bool is_better(const Runner& a, const Runner& b) {
  for (std::size_t i = 0; i < a.scores.size() && i < b.scores.size(); ++i) {
    if (a.scores[i].value == b.scores[i].value) continue;
    return (a.scores[i].value < b.scores[i].value) == a.scores[i].lower_is_better;
  }
  return false;
}

void remove_runner(const std::string& model_path, std::size_t runner) {
  std::error_code ignored;
  const std::string path = model_of_runner(model_path, runner);
  for (const std::string& file : {path, path + ".checkpoint"}) std::filesystem::remove(file, ignored);
}

std::string name_of(const Runner& runner) {
  return runner.settings.empty() ? "what is recommended" : text_of(runner.settings);
}

// Until that much work has been done for the runner. Returns false if the listener stopped it.
bool run_lap(const Request& request, const RaceOptions& options, RaceState& state, std::size_t number, double until,
             Listener& listener) {
  Runner& runner = state.runners[number];
  Request lap = with(request, runner.settings);
  lap.model = model_of_runner(request.model, number);
  lap.resume = system::is_there(lap.model + ".checkpoint");
  lap.force = !lap.resume;
  Lap lap_listener(listener, runner, options, until, number == 0 && runner.rounds == 0);
  const auto give_up = [&](const char* reason) {
    runner.lost = true;
    remove_runner(request.model, number);
    listener.on_notice(fmt::format("race     {} is given up: {}", name_of(runner), reason));
  };
  const double seconds_before = runner.seconds;
  const double began = options.clock();
  try {
    const Result result = train(lap, lap_listener);
    if (result.training.interrupted && !result.training.paused) return false;
    ++runner.rounds;
    runner.beside = options.clock() - began - (runner.seconds - seconds_before);
    listener.on_notice(fmt::format("race     {}: dev {} after {} steps, {:.0f} s", name_of(runner),
                                   train::text_of(runner.scores), runner.steps, runner.seconds));
  } catch (const train::DivergenceError& error) {
    if (state.left() == 1) throw;
    give_up(error.what());
  } catch (const UsageError& error) {  // the user's options do not go with what is tried beside the first
    if (number == 0) throw;
    give_up(error.what());
  }
  return true;
}

// Of equal ones, the later.
void give_up_the_worse_half(const Request& request, std::vector<Runner>& runners) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < runners.size(); ++i) {
    if (!runners[i].lost) order.push_back(i);
  }
  std::stable_sort(order.begin(), order.end(),
                   [&runners](std::size_t a, std::size_t b) { return is_better(runners[a], runners[b]); });
  for (std::size_t i = (order.size() + 1) / 2; i < order.size(); ++i) {
    runners[order[i]].lost = true;
    remove_runner(request.model, order[i]);
  }
}

}  // namespace

std::string model_of_runner(const std::string& model_path, std::size_t runner) {
  return fmt::format("{}.race-{}", model_path, runner + 1);
}

void remove_runners(const std::string& model_path, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) remove_runner(model_path, i);
}

std::size_t RaceState::left() const {
  return static_cast<std::size_t>(
      std::count_if(runners.begin(), runners.end(), [](const Runner& runner) { return !runner.lost; }));
}

std::size_t RaceState::leader() const {
  const auto found = std::find_if(runners.begin(), runners.end(), [](const Runner& runner) { return !runner.lost; });
  return static_cast<std::size_t>(found - runners.begin());
}

bool race(const Request& request, const RaceOptions& options, RaceState& state, Listener& listener,
          const std::function<void()>& save) {
  std::vector<Runner>& runners = state.runners;
  while (state.rounds_over == 0 || state.left() > 1) {
    const int round = state.rounds_over + 1;
    const double until = std::ldexp(options.first_round, state.rounds_over);
    for (std::size_t i = 0; i < runners.size(); ++i) {
      if (runners[i].lost || runners[i].rounds >= round) continue;
      if (!run_lap(request, options, state, i, until, listener)) return false;
      save();
      if (round == 1 && i == 0 && !runners[i].lost && runners[i].steps < options.fewest_steps) {
        for (std::size_t other = 1; other < runners.size(); ++other) runners[other].lost = true;
        break;
      }
    }
    give_up_the_worse_half(request, runners);
    state.rounds_over = round;
    save();
  }
  return true;
}

}  // namespace elman::run
