// Dropout, layer normalisation, softmax.
#pragma once

#include "elman/autograd/tape.h"

namespace elman::ops {

// Each element is zero with probability p in [0, 1), else divided by 1 - p; x itself when the tape is not training.
Variable dropout(Tape& tape, Variable x, Scalar p);

// The same with one mask for all steps of an item (Gal & Ghahramani 2016): x (rows, n) are rows of `steps`, all of
// which are owned; element j of batch index b is dropped at every step or at none.
Variable variational_dropout(Tape& tape, Variable x, const Steps& steps, Scalar p);

// x + dropout(y), of one shape.
Variable add_dropout(Tape& tape, Variable x, Variable y, Scalar p);

// (x - mean) / sqrt(variance + epsilon) * weight + bias over the last dimension (Ba et al. 2016).
Variable layer_norm(Tape& tape, Variable x, Variable weight, Variable bias, Scalar epsilon = Scalar(1e-5));

// Over the last dimension.
Variable softmax(Tape& tape, Variable x);
Variable log_softmax(Tape& tape, Variable x);

}  // namespace elman::ops
