// Loops over elements, shared between threads.
#pragma once

#include <algorithm>
#include <cstddef>

#include "elman/autograd/tape.h"

namespace elman {

// f(begin, end) for ranges of 0 .. n that do not meet in a line of the cache. What f does with an element must not
// depend on the others.
template <class Function>
void for_ranges(Tape& tape, std::size_t n, const Function& f) {
  constexpr std::size_t worth_sharing = 1 << 16;
  constexpr std::size_t grain = 64;
  system::ThreadPool& pool = tape.pool();
  const int tasks = n < worth_sharing ? 1 : pool.tasks();
  const std::size_t grains = (n + grain - 1) / grain;
  pool.run_tasks(tasks, [&](int task, int) {
    const auto part = static_cast<std::size_t>(task);
    const auto parts = static_cast<std::size_t>(tasks);
    const std::size_t begin = grains * part / parts * grain;
    const std::size_t end = std::min(n, grains * (part + 1) / parts * grain);
    if (begin < end) f(begin, end);
  });
}

}  // namespace elman
