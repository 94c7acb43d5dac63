#include "benchmarks/worker.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <iostream>

#include "elman/error.h"

namespace elman::benchmarks {
namespace {

constexpr int warm_up_runs = 3;

class Tasks {
 public:
  explicit Tasks(const Makers& makers) : makers_(makers) {}

  const Task& of(const std::string& line) {
    const auto found = tasks_.find(line);
    if (found != tasks_.end()) return found->second;
    const Case asked(line);
    const auto maker = makers_.find(asked.kind());
    if (maker == makers_.end()) throw UsageError("benchmark: no case is called '" + asked.kind() + "'");
    const Task& task = tasks_.emplace(line, maker->second(asked)).first->second;
    // Memory of a step takes its final size at the second.
    for (int i = 0; task.run && i < warm_up_runs; ++i) task.run();
    return task;
  }

 private:
  const Makers& makers_;
  std::map<std::string, Task> tasks_;
};

double seconds_of(const Task& task, int runs) {
  const auto begin = std::chrono::steady_clock::now();
  for (int i = 0; i < runs; ++i) task.run();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

// Doubles the number of runs until they take long enough to be timed.
double seconds_per_run(const Task& task) {
  constexpr double enough = 0.05;
  for (int runs = 1;; runs *= 2) {
    const double seconds = seconds_of(task, runs);
    if (seconds >= enough) return seconds / runs;
  }
}

void answer_latency(const Task& task) {
  constexpr double enough = 1;
  constexpr std::size_t at_least = 200;
  std::vector<double> seconds;
  for (double all = 0; all < enough || seconds.size() < at_least; all += seconds.back()) {
    seconds.push_back(seconds_of(task, 1));
  }
  std::sort(seconds.begin(), seconds.end());
  std::printf("%.9g %.9g\n", seconds[seconds.size() / 2], seconds[seconds.size() * 99 / 100]);
}

void answer_check(const Task& task) {
  for (const float value : task.results()) std::printf("%.9g ", static_cast<double>(value));
  std::printf("\n");
}

// Takes `word` and the blank after it from the line's beginning, if they are there.
bool take(const std::string& word, std::string& line) {
  if (!line.starts_with(word + " ")) return false;
  line.erase(0, word.size() + 1);
  return true;
}

void answer(Tasks& tasks, std::string line) {
  const bool latency = take("latency", line);
  const bool check = take("check", line);
  const Task& task = tasks.of(line);
  if (!task.run) {
    std::printf("none\n");
  } else if (latency) {
    answer_latency(task);
  } else if (check) {
    answer_check(task);
  } else {
    std::printf("%.9g %.9g %.9g %s\n", seconds_per_run(task), task.operations, task.bytes, task.bytes_limit.c_str());
  }
}

}  // namespace

int serve(const std::string& target, const Makers& makers) {
  try {
    Tasks tasks(makers);
    for (std::string line; std::getline(std::cin, line);) {
      if (line == "target") {
        std::printf("%s\n", target.c_str());
      } else {
        answer(tasks, line);
      }
      std::fflush(stdout);
    }
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}

}  // namespace elman::benchmarks
