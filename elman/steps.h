// Which rows are alive at each time step.
#pragma once

#include <cstdint>

namespace elman {

// A batch of sequences, longest first. Step t owns the rows first[t] .. first[t] + alive[t] of every (rows, features)
// buffer; row r of a step belongs to batch index r. alive never grows with t, so the batch indices of step t are a
// prefix of those of t - 1. Compact buffers have first[t] = alive[0] + ... + alive[t - 1]; padded ones have first[t] =
// t * batch.
struct Steps {
  int count = 0;                        // time steps T
  const std::int32_t* first = nullptr;  // (T) first row of the step
  const std::int32_t* alive = nullptr;  // (T) rows of the step, > 0

  int batch() const { return count == 0 ? 0 : alive[0]; }
  // Rows that a step owns.
  std::int64_t live_rows() const {
    std::int64_t rows = 0;
    for (int t = 0; t < count; ++t) rows += alive[t];
    return rows;
  }
  // Steps that the sequence with that batch index has.
  int length(int index) const {
    int steps = count;
    while (steps > 0 && alive[steps - 1] <= index) --steps;
    return steps;
  }
};

}  // namespace elman
