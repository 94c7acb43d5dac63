// Losses.
#pragma once

#include <cstdint>
#include <span>

#include "elman/autograd/tape.h"

namespace elman::ops {

enum class Reduction { sum, mean };

struct CrossEntropyOptions {
  Reduction reduction = Reduction::mean;  // mean: over the rows that are not ignored
  Scalar label_smoothing = 0;             // in [0, 1) (Szegedy et al. 2016)
  std::int32_t ignore = -100;             // rows with this target are left out
};

// Cross-entropy of logits (rows, classes) against a class for each row -> one element.
Variable cross_entropy(Tape& tape, Variable logits, std::span<const std::int32_t> target,
                       const CrossEntropyOptions& options = {});

// (prediction - target)^2 over all elements -> one element. target takes no gradient.
Variable mean_squared_error(Tape& tape, Variable prediction, Variable target, Reduction reduction = Reduction::mean);
// |prediction - target|, and Huber's loss: half the square up to delta, in proportion beyond. As above.
Variable absolute_error(Tape& tape, Variable prediction, Variable target, Reduction reduction = Reduction::mean);
Variable huber_error(Tape& tape, Variable prediction, Variable target, Scalar delta = 1,
                     Reduction reduction = Reduction::mean);

// Pinball loss (Koenker & Bassett 1978) of predictions (rows, targets * quantiles), the quantiles of a target one
// beside the other, against target (rows, targets). The mean is over all predictions.
Variable quantile_error(Tape& tape, Variable prediction, Variable target, std::span<const Scalar> quantiles,
                        Reduction reduction = Reduction::mean);

}  // namespace elman::ops
