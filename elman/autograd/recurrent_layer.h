// Internal to ops::recurrent: what its sources share. recurrent_input.cpp computes the half of the gates that comes
// from the input, recurrent.cpp runs the layer and does the rest.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "elman/autograd/recurrent.h"
#include "elman/autograd/tape.h"

namespace elman::ops {

// What forward leaves for backward, in the step's memory.
struct RecurrentLayer {
  kernels::Cell cell = kernels::Cell::lstm;
  int hidden = 0;
  int width = 0;  // gate_width
  int rows = 0;   // of the sequence, owned or not
  int directions = 0;
  Steps steps = {};
  const std::int32_t* live = nullptr;  // rows that steps own, in order; null if that is all of them
  int live_count = 0;
  Variable x = {};
  const std::int32_t* ids = nullptr;      // rows of x or, if `symbols` is given, indices into it
  const std::int32_t* symbols = nullptr;  // the rows of x that occur, ascending; null if that is all of them
  int inputs = 0;                         // rows that the input half of the gates is computed for
  Variable h0 = {};
  Variable c0 = {};
  Variable output = {};
  Variable h_n = {};
  Variable c_n = {};
  const std::int32_t* map = nullptr;  // as gate_order; null if no gradient asks for it
};

// Gate order -> rows of the weights: layer.map, or made now.
const std::int32_t* gate_order(Tape& tape, const RecurrentLayer& layer);

// Finds the symbols that occur, which in a short batch are fewer than the table has. They are in the table's order, so
// that sums over symbols do not depend on their positions. Call it with layer.inputs as the table's rows.
void choose_symbols(Tape& tape, RecurrentLayer& layer, std::span<const std::int32_t> ids);

// x W_ih^T + b for each input row, (inputs, width). If these are a table of symbols that is_kept_table(), and the tape
// does not record, the result is kept until a parameter changes: search asks for it at every step.
Scalar* input_gates(Tape& tape, const RecurrentLayer& layer, const RecurrentWeights& weights);

// Through x W_ih^T, from the gradient of the gates of each row of the sequence, owned or not.
void backward_input(Tape& tape, const RecurrentLayer& layer, const RecurrentWeights& weights, const Scalar* d_gates);

// dW[map[i], j] += sum over r of d[d_row[r], i] x[x_row[r], j]; a null index is the identity.
void add_weight_gradient(Tape& tape, const RecurrentLayer& layer, int rows, const Scalar* d, const std::int32_t* d_row,
                         const Scalar* x, std::ptrdiff_t x_stride, const std::int32_t* x_row, int k, Scalar* dw);

}  // namespace elman::ops
