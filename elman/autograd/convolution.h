// Convolution over time, and delayed values put where a step reads them.
#pragma once

#include <cstdint>
#include <span>

#include "elman/autograd/tape.h"

namespace elman::ops {

// x (time, batch, channels), weight (out, channels, width) as PyTorch's Conv1d has it, bias (out) or none ->
// (time - (width - 1) * dilation, batch, out): y[t] = bias + sum over k of weight[:, :, k] x[t + k * dilation].
// So output t reads nothing after x[t + (width - 1) * dilation], and an item that is shorter than others has its own
// outputs whatever pads it. A time-delay layer (Waibel et al. 1989), if dilated one of a temporal convolutional
// network. Throws UsageError if time is too short for one output.
Variable conv1d(Tape& tape, Variable x, Variable weight, Variable bias = {}, int dilation = 1);

// Columns that another value takes the place of.
struct Replacement {
  std::int64_t column = 0;  // the first of them
  Variable value;           // (rows, columns)
};
// x (rows, columns) with those columns replaced; gradients flow to the values and, for all other columns, to x.
Variable replace_columns(Tape& tape, Variable x, std::span<const Replacement> replacements);

// x (rows, n) -> (rows, terms): each term the product of the columns in `factors` from first[m] to first[m + 1], 1
// without any. first has one number more than there are terms. Throws UsageError for a column that x does not have.
Variable monomials(Tape& tape, Variable x, std::span<const std::int32_t> first, std::span<const std::int32_t> factors);

}  // namespace elman::ops
