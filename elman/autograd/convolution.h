// Convolution over time.
#pragma once

#include "elman/autograd/tape.h"

namespace elman::ops {

// x (time, batch, channels), weight (out, channels, width) as PyTorch's Conv1d has it, bias (out) or none ->
// (time - (width - 1) * dilation, batch, out): y[t] = bias + sum over k of weight[:, :, k] x[t + k * dilation].
// So output t reads nothing after x[t + (width - 1) * dilation], and an item that is shorter than others has its own
// outputs whatever pads it. A time-delay layer (Waibel et al. 1989), if dilated one of a temporal convolutional
// network. Throws UsageError if time is too short for one output.
Variable conv1d(Tape& tape, Variable x, Variable weight, Variable bias = {}, int dilation = 1);

}  // namespace elman::ops
