// RNN, LSTM and GRU layers: a whole sequence is one op; one step is a cell.
#pragma once

#include <cstdint>
#include <span>

#include "elman/autograd/tape.h"
#include "elman/kernels/recurrent.h"

namespace elman::ops {

using kernels::Cell;        // rnn_tanh, rnn_relu, lstm, gru
using kernels::gate_count;  // 1, 4 or 3

// One direction's weights, in PyTorch's layout; gates G = 4 for LSTM (i f g o), 3 for GRU (r z n), 1 for RNN.
struct RecurrentWeights {
  Variable weight_ih;  // (G * H, input)
  Variable weight_hh;  // (G * H, H)
  Variable bias_ih;    // (G * H) or none
  Variable bias_hh;    // (G * H) or none
};

// The input: a row of x for each row of the sequence or, if the inputs are symbols, a table x of their embeddings, of
// which row r of the sequence uses row ids[r]. The table is then projected through weight_ih once instead of at every
// position.
struct RecurrentInput {
  Variable x;                         // (rows, input) or (symbols, input)
  std::span<const std::int32_t> ids;  // empty, or one for each row of the sequence
};

// Whether a table of that many symbols, projected to gates of that width, stays in memory while weights do not change:
// one of 16 MiB at most. Of a larger one, the rows of the symbols that occur are projected each time.
constexpr bool is_kept_table(std::int64_t symbols, std::int64_t width) {
  return symbols * width <= std::int64_t{1} << 22;
}

struct RecurrentOutput {
  Variable output;  // (rows, directions * H); rows that no step owns are zero
  Variable h_n;     // (directions, batch, H), the state after each sequence's last step
  Variable c_n;     // the same, LSTM only
};

// One layer. `weights` holds one direction, or two: forward and reverse, which starts at each sequence's true end. h0,
// c0 (directions, batch, H) or none for zero; c0 goes with LSTM only. Elman 1990; LSTM: Hochreiter & Schmidhuber 1997
// with the forget gate of Gers et al. 2000; GRU: Cho et al. 2014, reset after the linear map as in PyTorch.
RecurrentOutput recurrent(Tape& tape, kernels::Cell cell, const Steps& steps, const RecurrentInput& input,
                          std::span<const RecurrentWeights> weights, Variable h0 = {}, Variable c0 = {});

}  // namespace elman::ops
