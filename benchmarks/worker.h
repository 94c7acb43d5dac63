// The conversation between run.py and whoever it times.
#pragma once

#include <map>
#include <string>

#include "benchmarks/task.h"

namespace elman::benchmarks {

using Makers = std::map<std::string, Task (*)(const Case&)>;

// Reads a question a line from standard input until it ends, and answers each with a line:
//   CASE           SECONDS OPERATIONS BYTES BYTES_LIMIT of one run, timed over at least 50 ms
//   latency CASE   P50 P99, seconds of single runs over at least a second
//   check CASE     the numbers that a run has made
//   target         `target`, who answers
// A case that cannot be run here is answered by "none". Whoever drives it lets the peers answer the same case in
// turn, so that all see the same machine. A case's task is made once and kept. Returns the program's exit code.
int serve(const std::string& target, const Makers& makers);

}  // namespace elman::benchmarks
