// Weights in the layouts that the kernels want: packed once per update for parameters, once per use for anything else.
#pragma once

#include "elman/autograd/tape.h"
#include "elman/kernels/gemm.h"
#include "elman/kernels/recurrent.h"

namespace elman {

// Rows begin .. end of a weight.
struct WeightRows {
  std::int64_t begin = 0;
  std::int64_t end = 0;
};

struct PackedWeights {
  kernels::PackedShape shape;
  const Scalar* data = nullptr;
};

// W (out, in), or those rows of it, for y = x W^T. Of W (out, channels, width), in is channels * width.
PackedWeights pack_linear(Tape& tape, Variable weight, WeightRows rows);
inline PackedWeights pack_linear(Tape& tape, Variable weight) { return pack_linear(tape, weight, {0, weight.rows()}); }
// The same, for dx = dy W.
PackedWeights pack_linear_transposed(Tape& tape, Variable weight, WeightRows rows);
inline PackedWeights pack_linear_transposed(Tape& tape, Variable weight) {
  return pack_linear_transposed(tape, weight, {0, weight.rows()});
}
// W_ih (gates * H, in) or W_hh (gates * H, H) in gate order and scaled, for gates = x W^T.
PackedWeights pack_gates(Tape& tape, kernels::Cell cell, int hidden_size, Variable weight);
// The same, for dx = d_gates W: not scaled.
PackedWeights pack_gates_transposed(Tape& tape, kernels::Cell cell, int hidden_size, Variable weight);

}  // namespace elman
