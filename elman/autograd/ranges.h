// Loops over elements or columns, shared between threads.
#pragma once

#include <algorithm>
#include <cstddef>

#include "elman/autograd/tape.h"
#include "elman/kernels/rows.h"

namespace elman {

// Whether threads are faster together than one alone at passing over so many scalars.
constexpr bool is_worth_sharing(std::size_t scalars) { return scalars >= std::size_t{1} << 16; }

// f(begin, end) for ranges of 0 .. n that do not meet in a line of the cache. What f does with an element must not
// depend on the others. each: scalars that f passes over for one of them.
template <class Function>
void for_ranges(Tape& tape, std::size_t n, const Function& f, std::size_t each = 1) {
  constexpr std::size_t grain = 64;
  system::ThreadPool& pool = tape.pool();
  const int tasks = is_worth_sharing(n * each) ? pool.tasks() : 1;
  const std::size_t grains = (n + grain - 1) / grain;
  pool.run_tasks(tasks, [&](int task, int) {
    const auto part = static_cast<std::size_t>(task);
    const auto parts = static_cast<std::size_t>(tasks);
    const std::size_t begin = grains * part / parts * grain;
    const std::size_t end = std::min(n, grains * (part + 1) / parts * grain);
    if (begin < end) f(begin, end);
  });
}

// sums[j] += sum over rows of x (rows, n).
inline void add_column_sums(Tape& tape, int rows, int n, const Scalar* x, Scalar* sums) {
  const auto columns = [&](std::size_t begin, std::size_t end) {
    kernels::add_column_sums(rows, static_cast<int>(end - begin), x + begin, n, sums + begin);
  };
  for_ranges(tape, static_cast<std::size_t>(n), columns, static_cast<std::size_t>(rows));
}

}  // namespace elman
