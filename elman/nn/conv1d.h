// Layers of time-delay units: convolution over time.
#pragma once

#include <cstdint>

#include "elman/autograd/convolution.h"
#include "elman/nn/initializer.h"
#include "elman/nn/module.h"

namespace elman::nn {

struct Conv1dOptions {
  std::int64_t in = 1;     // channels of the input
  std::int64_t out = 1;    // channels of the output: the units
  std::int64_t width = 1;  // steps that a unit reads
  int dilation = 1;        // distance between these steps
  bool bias = true;
};

// weight (out, in, width) and bias (out) start from U(-b, b) with b = 1 / sqrt(in * width), as PyTorch's do.
class Conv1d : public Module {
 public:
  Conv1d(const Conv1dOptions& options, const Initializer& init);
  // x (time, batch, in) -> (time - span, batch, out); output t reads x[t] to x[t + span].
  Variable forward(Tape& tape, Variable x) const { return ops::conv1d(tape, x, weight, bias, dilation_); }

  // Steps of x without an output of their own.
  std::int64_t span() const { return (weight.shape()[2] - 1) * dilation_; }

  const Parameter weight;
  const Parameter bias;  // none if not wanted

 private:
  int dilation_;
};

}  // namespace elman::nn
