// The gradient check for what has parameters of its own.
#pragma once

#include <functional>

#include "elman/autograd/tape.h"
#include "elman/nn/module.h"

namespace elman::test {

// Expects of every element of every parameter that its gradient is the slope of the loss (central differences of fourth
// order; relative error up to 1e-6 in double). Does nothing in float, where such differences say little.
void check_parameter_gradients(nn::Module& module, const std::function<Variable(Tape& tape)>& loss, int threads = 1);

}  // namespace elman::test
