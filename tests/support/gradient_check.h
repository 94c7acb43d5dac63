// One check for the gradients of every op.
#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <span>
#include <vector>

#include "elman/autograd/tape.h"

namespace elman::test {

// Computes a single element from variables, on a tape that may have been used before.
using LossFunction = std::function<Variable(Tape& tape, std::span<const Variable> inputs)>;

struct GradientCheckOptions {
  int threads = 1;
  bool training = false;  // dropout drops, with the same mask each time
  bool smooth = true;     // false: there are kinks, which differences in float would step over
};

// Expects of every element of every input that its gradient is the slope of the loss (central differences of fourth
// order; relative error up to 1e-6 in double, loose in float); and that gradients are the same bits if inputs are
// Parameters and if some inputs want none, add to what Parameters hold, and leave the loss as it is without
// recording.
void check_gradients(const LossFunction& loss, const std::vector<Tensor>& inputs,
                     const GradientCheckOptions& options = {});

// Elements uniform in [low, high).
Tensor random_tensor(const Shape& shape, std::uint64_t seed, Scalar low = -1, Scalar high = 1);

// Elements at least 0.1 from zero, for functions with a kink there.
Tensor random_tensor_without_zeros(const Shape& shape, std::uint64_t seed);

// The sum of y's elements times fixed random numbers: a loss whose gradient is another number for each element.
Variable weighted_sum(Tape& tape, Variable y, std::uint64_t seed = 1);
Variable add_all(Tape& tape, std::initializer_list<Variable> terms);

}  // namespace elman::test
