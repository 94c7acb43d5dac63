// Ops that work element by element, and sums.
#pragma once

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

// All elements -> one.
Variable sum(Tape& tape, Variable x);
Variable mean(Tape& tape, Variable x);

}  // namespace elman::ops
