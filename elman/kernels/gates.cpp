#include "elman/kernels/gates.h"

#include <algorithm>
#include <numeric>

#include "elman/kernels/gemm.h"

namespace elman::kernels {

int gate_count(Cell cell) {
  switch (cell) {
    case Cell::lstm:
      return 4;
    case Cell::gru:
      return 3;
    case Cell::rnn_tanh:
    case Cell::rnn_relu:
      return 1;
  }
  return 0;
}

int gate_width(Cell cell, int hidden_size) {
  const int blocks = (hidden_size + lanes() - 1) / lanes();
  return blocks * lanes() * gate_count(cell);
}

// A panel holds whole units: one block of them with all its gates, or four blocks of the cell that has one gate.
int gate_vectors(Cell cell) { return cell == Cell::gru ? 3 : 4; }

void gate_map(Cell cell, int hidden_size, std::int32_t* map) {
  const int gates = gate_count(cell);
  const int width = lanes();
  for (int unit = 0; unit < hidden_size; unit += width) {
    for (int gate = 0; gate < gates; ++gate) {
      const int there = std::min(width, hidden_size - unit);
      std::iota(map, map + there, gate * hidden_size + unit);
      std::fill(map + there, map + width, -1);
      map += width;
    }
  }
}

void gate_scale(Cell cell, int hidden_size, Scalar* scale) {
  const int gates = gate_count(cell);
  const int width = lanes();
  // The candidate (LSTM's g, GRU's n) and the RNN's one gate are no sigmoids; both are the third if there are several.
  for (int unit = 0; unit < hidden_size; unit += width) {
    for (int gate = 0; gate < gates; ++gate) {
      scale = std::fill_n(scale, width, gates == 1 || gate == 2 ? Scalar{1} : Scalar{0.5});
    }
  }
}

void input_gate_bias(Cell cell, int hidden_size, const std::int32_t* map, const Scalar* scale, const Scalar* b_ih,
                     const Scalar* b_hh, Scalar* bias) {
  const int width = gate_width(cell, hidden_size);
  for (int i = 0; i < width; ++i) {
    const std::int32_t j = map[i];
    const bool is_recurrent_alone = cell == Cell::gru && j >= 2 * hidden_size;
    Scalar sum = 0;
    if (j >= 0 && b_ih != nullptr) sum += b_ih[j];
    if (j >= 0 && b_hh != nullptr && !is_recurrent_alone) sum += b_hh[j];
    bias[i] = sum * scale[i];
  }
}

void recurrent_gate_bias(int width, const std::int32_t* map, const Scalar* b_hh, Scalar* bias) {
  for (int i = 0; i < width; ++i) bias[i] = map[i] < 0 ? 0 : b_hh[map[i]];
}

void add_gate_bias_gradient(int width, const std::int32_t* map, const Scalar* d, Scalar* d_bias) {
  for (int i = 0; i < width; ++i) {
    if (map[i] >= 0) d_bias[map[i]] += d[i];
  }
}

}  // namespace elman::kernels
