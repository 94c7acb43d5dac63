// y = x W^T + b.
#pragma once

#include <cstdint>

#include "elman/autograd/tape.h"

namespace elman::ops {

// x (..., in), weight (out, in), bias (out) or none -> (..., out).
Variable linear(Tape& tape, Variable x, Variable weight, Variable bias = {});

// The same with rows begin .. end of weight and bias alone -> (..., end - begin): one parameter may hold several maps.
Variable linear_rows(Tape& tape, Variable x, Variable weight, Variable bias, std::int64_t begin, std::int64_t end);

// a (rows, k), b (k, columns) -> (rows, columns).
Variable matmul(Tape& tape, Variable a, Variable b);

}  // namespace elman::ops
