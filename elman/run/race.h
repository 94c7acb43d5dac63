// Which of several settings suits the data best: all begin to train, and the worse half is given up, again and again.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "elman/run/training.h"

namespace elman::run {

// What work is measured by. Only steps give the same race on every machine.
enum class WorkUnit { seconds, steps };

// What has been done for settings so far.
struct Runner {
  Settings settings = {};
  int rounds = 0;  // that it has been through
  double seconds = 0;
  std::int64_t steps = 0;
  std::int64_t steps_in_epoch = 0;
  double beside = 0;                      // seconds of the last round beside training: reading, scoring
  std::vector<train::Score> scores = {};  // of the last round's end
  bool lost = false;                      // or diverged

  double work(WorkUnit unit) const { return unit == WorkUnit::seconds ? seconds : static_cast<double>(steps); }
};

struct RaceState {
  std::vector<Runner> runners = {};
  int rounds_over = 0;  // the worse half of each has been given up

  std::size_t left() const;    // runners that have not lost
  std::size_t leader() const;  // the first of these
};

struct RaceOptions {
  WorkUnit unit = WorkUnit::seconds;
  double first_round = 10;        // work of each runner up to its end; it doubles in each round
  std::int64_t fewest_steps = 0;  // if the first runner's first round has less, it has won: that says too little
  bool open_end = false;          // train::TrainCallbacks::last_step will say when training ends
  std::function<double()> clock;  // seconds
};

// "MODEL.race-2": where that runner's model is until the race is over, with its checkpoint beside it.
std::string model_of_runner(const std::string& model_path, std::size_t runner);

// Trains the runners in turn, all that are left for the work of a round each, and gives up the worse half, until one is
// left (successive halving; Jamieson & Talwalkar 2016). Nothing is trained twice: a runner goes on from its checkpoint,
// and so does who trains the winner's to its end. `save` is called whenever a runner has been through a round, so that
// a race that was interrupted can go on with what was saved. A runner that diverges has lost, and so has one, but for
// the first, whose settings do not go with the request's. Returns false if the listener stopped it. Throws
// DivergenceError if all diverge; otherwise as train() does for the first.
bool race(const Request& request, const RaceOptions& options, RaceState& state, Listener& listener,
          const std::function<void()>& save);

// Removes what runners have left beside the model.
void remove_runners(const std::string& model_path, std::size_t count);

}  // namespace elman::run
