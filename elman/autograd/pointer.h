// Symbols that are generated or copied, and what attention has covered.
#pragma once

#include <cstdint>
#include <span>

#include "elman/autograd/attention.h"
#include "elman/autograd/losses.h"
#include "elman/autograd/tape.h"

namespace elman::ops {

// What a pointer-generator network (See, Liu & Manning 2017) says of the next symbol of each row.
struct PointerScores {
  Variable logits;   // (rows, symbols): what is generated
  Variable gate;     // (rows, 1): its sigmoid is the probability to generate
  Variable weights;  // (rows, source steps): what attention looks at, and so what is copied
};

// What the rows look at.
struct PointerSource {
  Steps steps;                                // of the source rows
  std::span<const std::int32_t> length;       // (batch) of each item
  std::span<const std::int32_t> copies;       // (source rows) the symbol that a row is a copy of, or -1: of none
  std::span<const std::int32_t> batch_index;  // (rows) the item that a row looks at
};

// The negative logarithm of the probability of a target for each row -> one element. Targets from `symbols` on can be
// copied alone; symbols + s is for what position s has and is not among those that can be generated. Smoothing of
// labels acts on what is generated. Probabilities as in kernels/pointer.h.
Variable pointer_loss(Tape& tape, const PointerScores& scores, const PointerSource& source,
                      std::span<const std::int32_t> target, const CrossEntropyOptions& options = {});

// Log-probabilities (rows, symbols + source steps). Not differentiated.
Variable pointer_log_probabilities(Tape& tape, const PointerScores& scores, const PointerSource& source);

// The sum of min(weights, coverage), two of one shape -> one element: what is looked at again (See et al. 2017).
Variable covered_again(Tape& tape, Variable weights, Variable coverage);

}  // namespace elman::ops
