// The loss of a linear-chain conditional random field.
#pragma once

#include <cstdint>
#include <span>

#include "elman/autograd/losses.h"
#include "elman/autograd/tape.h"

namespace elman::ops {

// How well tags follow each other.
struct CrfWeights {
  Variable transitions;  // (tags, tags), from the row's tag to the column's
  Variable start;        // (tags), of a sequence's first tag
  Variable end;          // (tags), of its last one
};

// The negative logarithm of the probability that a linear-chain CRF (Lafferty et al. 2001) gives to the target tags ->
// one element: the sum over the sequences or, as cross_entropy's mean does, that divided by the number of symbols.
// emissions (rows, tags) are those of live rows, target (rows) likewise; rows that no step owns count for nothing.
Variable crf_loss(Tape& tape, Variable emissions, const CrfWeights& weights, std::span<const std::int32_t> target,
                  const Steps& steps, Reduction reduction = Reduction::mean);

}  // namespace elman::ops
