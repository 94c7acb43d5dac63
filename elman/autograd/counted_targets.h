// The targets of a loss, checked, and how much each row counts.
#pragma once

#include <cstdint>
#include <span>

#include "elman/autograd/losses.h"
#include "elman/autograd/tape.h"

namespace elman::ops {

struct CountedTargets {
  std::int32_t* kept;  // (rows) on the tape; 0 where a target is to be ignored
  Scalar* factor;      // (rows) on the tape: 1, or 0 where it is ignored
  Scalar weight;       // of the sum: for the mean, one over how many count
};

// Throws UsageError, which begins with the op's name, if there are not as many targets as rows, for one that is neither
// below `classes` nor to be ignored, and for a label smoothing outside [0, 1).
CountedTargets counted_targets(Tape& tape, const char* op, std::span<const std::int32_t> targets, std::int64_t rows,
                               std::int32_t classes, const CrossEntropyOptions& options);

}  // namespace elman::ops
