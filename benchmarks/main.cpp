// A worker: reads a case a line from standard input and answers each with
//   SECONDS OPERATIONS BYTES
// of one run, timed over at least 50 ms; "target" is answered by the instruction set's name. Whoever drives it lets its
// peers answer the same case in turn, so that all see the same machine. A case's task is made once and kept.
#include <chrono>
#include <cstdio>
#include <iostream>
#include <map>
#include <string>

#include "benchmarks/task.h"
#include "elman/error.h"
#include "elman/kernels/target.h"

namespace elman::benchmarks {
namespace {

Task make_task(const Case& asked) {
  static const std::map<std::string, Task (*)(const Case&)> makers = {
      {"peak", peak_task}, {"bandwidth", bandwidth_task},         {"product", product_task},   {"layer", layer_task},
      {"cell", cell_task}, {"training-step", training_step_task}, {"decoding", decoding_task}, {"adam", adam_task}};
  const auto maker = makers.find(asked.kind());
  if (maker == makers.end()) throw UsageError("benchmark: no case is called '" + asked.kind() + "'");
  return maker->second(asked);
}

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

int serve() {
  std::map<std::string, Task> tasks;
  for (std::string line; std::getline(std::cin, line);) {
    if (line == "target") {
      std::printf("%s\n", kernels::target_name().c_str());
    } else {
      auto task = tasks.find(line);
      if (task == tasks.end()) {
        task = tasks.emplace(line, make_task(Case(line))).first;
        task->second.run();
      }
      std::printf("%.9g %.9g %.9g\n", seconds_per_run(task->second), task->second.operations, task->second.bytes);
    }
    std::fflush(stdout);
  }
  return 0;
}

}  // namespace
}  // namespace elman::benchmarks

int main() {
  try {
    return elman::benchmarks::serve();
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}
