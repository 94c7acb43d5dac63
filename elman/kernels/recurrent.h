// RNN, LSTM and GRU layers over a whole sequence in one direction, forward and backward. A layer of one step is a cell.
//
// The input half of the gates is computed beforehand, for all steps in one product or, if the inputs are symbols, once
// per symbol: `inputs` holds rows of gate pre-activations x W_ih^T + b_ih (+ b_hh; for GRU's n gate b_hh is kept
// apart), in gate order (see gates.h), and row r of the sequence uses inputs row input_index[r] (r itself if that is
// null).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "elman/kernels/gates.h"
#include "elman/scalar.h"
#include "elman/steps.h"
#include "elman/system/thread_pool.h"

namespace elman::kernels {

// What a layer computes with. Pointers that may be null say so. Rows that no step owns are neither read nor written.
struct RecurrentForward {
  Cell cell = Cell::lstm;
  int hidden_size = 0;
  Steps steps = {};
  bool reverse = false;                       // from each sequence's true end to its start
  const Scalar* inputs = nullptr;             // (*, gate_width) scaled by gate_scale; padding finite
  const std::int32_t* input_index = nullptr;  // (rows) or null
  const Scalar* recurrent = nullptr;          // W_hh packed in gate order, scaled: {gate_width, H, gate_vectors}
  const Scalar* recurrent_bias = nullptr;     // GRU: b_hh in gate order (only n's part is read), or null for zero
  const Scalar* h0 = nullptr;                 // (batch, H), or null for zero
  const Scalar* c0 = nullptr;                 // (batch, H), LSTM, or null for zero
  Scalar* output = nullptr;                   // (rows, H), row stride output_stride
  std::ptrdiff_t output_stride = 0;
  Scalar* h_n = nullptr;  // (batch, H) state after each sequence's last step
  Scalar* c_n = nullptr;  // (batch, H), LSTM
  // Saved for backward; null in inference, when the running c is in c_n.
  Scalar* gates = nullptr;  // (rows, gate_width) activated gates in gate order, may be inputs; RNN: unused
  Scalar* cells = nullptr;  // (rows, H) LSTM: c_t; GRU: n's recurrent half W_hn h + b_hn; RNN: unused
};
// Layers of the same kind, size and steps that do not read what another writes, such as the two directions of one.
void recurrent_forward(system::ThreadPool& pool, std::span<const RecurrentForward> layers);
inline void recurrent_forward(system::ThreadPool& pool, const RecurrentForward& layer) {
  recurrent_forward(pool, {&layer, 1});
}

struct RecurrentBackward {
  RecurrentForward forward = {};  // exactly as it ran, with everything saved
  // W_hh packed {H, gate_width}: element (j, i) = W_hh[gate_map[i], j], unscaled.
  const Scalar* recurrent_transposed = nullptr;
  const Scalar* d_output = nullptr;  // (rows, H), row stride d_output_stride; or null for zero
  std::ptrdiff_t d_output_stride = 0;
  const Scalar* d_h_n = nullptr;  // (batch, H) or null
  const Scalar* d_c_n = nullptr;  // (batch, H) or null
  // (rows, gate_width): gradient of x W_ih^T + b_ih, unscaled, gate order, padding 0. May be forward.gates.
  Scalar* d_gates = nullptr;
  // GRU (rows, gate_width): gradient of W_hh h + b_hh; others: null (same as d_gates).
  Scalar* d_recurrent_gates = nullptr;
  // (batch, H), always given, overwritten: gradient of the initial state. If forward.h0 is null, d_h0 is
  // only scratch.
  Scalar* d_h0 = nullptr;
  Scalar* d_c0 = nullptr;  // LSTM
};
void recurrent_backward(system::ThreadPool& pool, std::span<const RecurrentBackward> layers);
inline void recurrent_backward(system::ThreadPool& pool, const RecurrentBackward& layer) {
  recurrent_backward(pool, {&layer, 1});
}

// For the gradient of W_hh = sum over rows of d_gates[row]^T h_prev(row): lists each sequence row whose previous state
// is an output row (row[i] -> output row previous[i]) and returns how many; the remaining rows start from h0
// (start_row[j] -> batch index start_index[j]); there are as many as the batch has sequences. row and previous have
// room for all rows, start_row and start_index for the batch.
int previous_rows(const Steps& steps, bool reverse, std::int32_t* row, std::int32_t* previous, std::int32_t* start_row,
                  std::int32_t* start_index);

}  // namespace elman::kernels
