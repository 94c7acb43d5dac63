// y = x W^T + b.
#pragma once

#include "elman/autograd/tape.h"

namespace elman::ops {

// x (..., in), weight (out, in), bias (out) or none -> (..., out).
Variable linear(Tape& tape, Variable x, Variable weight, Variable bias = {});

// a (rows, k), b (k, columns) -> (rows, columns).
Variable matmul(Tape& tape, Variable a, Variable b);

}  // namespace elman::ops
