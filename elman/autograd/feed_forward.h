// The feed-forward part of a Transformer layer (Vaswani et al. 2017).
#pragma once

#include <array>

#include "elman/autograd/tape.h"
#include "elman/fields.h"

namespace elman::ops {

enum class Activation { relu, gelu };
constexpr auto choices(Activation) {
  return std::array{Choice<Activation>{Activation::relu, "relu"}, Choice<Activation>{Activation::gelu, "gelu"}};
}

struct FeedForwardWeights {
  Variable weight1;  // (between, in)
  Variable bias1;    // (between)
  Variable weight2;  // (out, between)
  Variable bias2;    // (out)
};

// dropout(activation(x W1^T + b1)) W2^T + b2, for x (..., in) -> (..., out). Dropout as ops::dropout, while the tape is
// training. What is between is made for some rows at a time, while it is in the caches; of it one matrix is kept for
// the gradient, two with gelu.
Variable feed_forward(Tape& tape, Variable x, const FeedForwardWeights& weights, Activation activation, Scalar dropout);

}  // namespace elman::ops
