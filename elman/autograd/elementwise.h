// Ops that work element by element, and sums.
#pragma once

#include <span>

#include "elman/autograd/tape.h"

namespace elman::ops {

Variable tanh(Tape& tape, Variable x);
Variable sigmoid(Tape& tape, Variable x);
Variable relu(Tape& tape, Variable x);
// x times the standard normal distribution's function at x (Hendrycks & Gimpel 2016), not its approximation by tanh.
Variable gelu(Tape& tape, Variable x);

// a and b of one shape.
Variable add(Tape& tape, Variable a, Variable b);
Variable subtract(Tape& tape, Variable a, Variable b);
Variable multiply(Tape& tape, Variable a, Variable b);
// factor * x + offset.
Variable scale(Tape& tape, Variable x, Scalar factor, Scalar offset = 0);

// x, but not below lower or above upper; each (columns) numbers or infinite. The gradient passes where x is within, and
// where a step against it leads back within. Throws UsageError for another number of limits than x has columns.
Variable limit(Tape& tape, Variable x, std::span<const Scalar> lower, std::span<const Scalar> upper);

// All elements -> one.
Variable sum(Tape& tape, Variable x);
Variable mean(Tape& tape, Variable x);

}  // namespace elman::ops
