// The recurrent cells as their papers write them, in double, one sequence and one unit at a time, and their gradients.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include "elman/kernels/recurrent.h"

namespace elman::reference {

using kernels::Cell;
using Vector = std::vector<double>;

// weight_hh (gates * H, H) and bias_hh (gates * H, GRU: only n's part counts) in PyTorch's order.
struct Layer {
  Cell cell = Cell::lstm;
  int hidden_size = 0;
  bool reverse = false;
  Vector weight_hh;
  Vector bias_hh;
};

// inputs (length, gates * H): x W_ih^T + biases. The inputs of backward are next to those of forward.
struct Sequence {
  int length = 0;
  Vector inputs, h0, c0;
  Vector d_output, d_h_n, d_c_n;
};

// Per step in time order: output and c (length, H), activated gates (length, gates * H), GRU's W_hn h + b_hn (length,
// H).
struct Result {
  Vector output, cells, gates, recurrent_half, h_n, c_n;
};

struct Gradients {
  Vector d_gates, d_recurrent_gates, d_h0, d_c0;
};

// Place of (row, column) in a matrix of rows of `stride`; the size of one of `row` rows.
inline std::size_t at(int row, int stride, int column = 0) {
  return static_cast<std::size_t>(row) * static_cast<std::size_t>(stride) + static_cast<std::size_t>(column);
}

inline double sigmoid(double x) { return 1 / (1 + std::exp(-x)); }

// Entries t * H .. t * H + H, or the initial state at the sequence's first step.
inline Vector state_before(const Layer& layer, const Sequence& sequence, const Vector& states, const Vector& initial,
                           int t) {
  const int before = layer.reverse ? t + 1 : t - 1;
  if (before < 0 || before >= sequence.length) return initial;
  const auto begin = states.begin() + std::ptrdiff_t{before} * layer.hidden_size;
  return Vector(begin, begin + layer.hidden_size);
}

inline Result forward(const Layer& layer, const Sequence& sequence) {
  const int size = layer.hidden_size;
  const int width = size * kernels::gate_count(layer.cell);
  Result result;
  result.output = result.cells = result.recurrent_half = Vector(at(sequence.length, size));
  result.gates = Vector(at(sequence.length, width));
  result.h_n = sequence.h0;
  result.c_n = sequence.c0;
  for (int step = 0; step < sequence.length; ++step) {
    const int t = layer.reverse ? sequence.length - 1 - step : step;
    Vector& h = result.h_n;
    Vector& c = result.c_n;
    Vector recurrent(std::size_t(width), 0.0);
    for (int i = 0; i < width; ++i) {
      for (int k = 0; k < size; ++k) recurrent[i] += layer.weight_hh[at(i, size, k)] * h[k];
    }
    const double* x = sequence.inputs.data() + t * width;
    double* gate = result.gates.data() + t * width;
    for (int u = 0; u < size; ++u) {
      const auto sum = [&](int g) { return x[g * size + u] + recurrent[at(g, size, u)]; };
      if (layer.cell == Cell::lstm) {
        gate[u] = sigmoid(sum(0));
        gate[size + u] = sigmoid(sum(1));
        gate[2 * size + u] = std::tanh(sum(2));
        gate[3 * size + u] = sigmoid(sum(3));
        c[u] = gate[size + u] * c[u] + gate[u] * gate[2 * size + u];
        h[u] = gate[3 * size + u] * std::tanh(c[u]);
      } else if (layer.cell == Cell::gru) {
        const double half = recurrent[at(2, size, u)] + layer.bias_hh[at(2, size, u)];
        gate[u] = sigmoid(sum(0));
        gate[size + u] = sigmoid(sum(1));
        gate[2 * size + u] = std::tanh(x[2 * size + u] + gate[u] * half);
        h[u] = (1 - gate[size + u]) * gate[2 * size + u] + gate[size + u] * h[u];
        result.recurrent_half[at(t, size, u)] = half;
      } else {
        h[u] = layer.cell == Cell::rnn_tanh ? std::tanh(sum(0)) : std::max(0.0, sum(0));
      }
    }
    std::copy(h.begin(), h.end(), result.output.begin() + t * size);
    std::copy(c.begin(), c.end(), result.cells.begin() + t * size);
  }
  return result;
}

// Back-propagation through time (Werbos 1990). h_prev and c_prev are the states before step t.
inline Gradients backward(const Layer& layer, const Sequence& sequence, const Result& saved) {
  const int size = layer.hidden_size;
  const int width = size * kernels::gate_count(layer.cell);
  Gradients result;
  result.d_gates = result.d_recurrent_gates = Vector(at(sequence.length, width));
  result.d_h0 = sequence.d_h_n;
  result.d_c0 = sequence.d_c_n;
  for (int step = 0; step < sequence.length; ++step) {
    const int t = layer.reverse ? step : sequence.length - 1 - step;
    const Vector h_prev = state_before(layer, sequence, saved.output, sequence.h0, t);
    const Vector c_prev = state_before(layer, sequence, saved.cells, sequence.c0, t);
    const double* gate = saved.gates.data() + t * width;
    double* d = result.d_gates.data() + t * width;
    double* d_recurrent = result.d_recurrent_gates.data() + t * width;
    Vector& dh = result.d_h0;
    Vector& dc = result.d_c0;
    for (int u = 0; u < size; ++u) {
      dh[u] += sequence.d_output[at(t, size, u)];
      if (layer.cell == Cell::lstm) {
        const double i = gate[u], f = gate[size + u], g = gate[2 * size + u], o = gate[3 * size + u];
        const double squashed = std::tanh(saved.cells[at(t, size, u)]);
        dc[u] += dh[u] * o * (1 - squashed * squashed);
        d[u] = dc[u] * g * i * (1 - i);
        d[size + u] = dc[u] * c_prev[u] * f * (1 - f);
        d[2 * size + u] = dc[u] * i * (1 - g * g);
        d[3 * size + u] = dh[u] * squashed * o * (1 - o);
        dc[u] *= f;
        dh[u] = 0;
      } else if (layer.cell == Cell::gru) {
        const double r = gate[u], z = gate[size + u], n = gate[2 * size + u];
        const double dn = dh[u] * (1 - z) * (1 - n * n);
        d[u] = dn * saved.recurrent_half[at(t, size, u)] * r * (1 - r);
        d[size + u] = dh[u] * (h_prev[u] - n) * z * (1 - z);
        d[2 * size + u] = dn;
        dh[u] *= z;
      } else {
        const double h = saved.output[at(t, size, u)];
        d[u] = layer.cell == Cell::rnn_tanh ? dh[u] * (1 - h * h) : h > 0 ? dh[u] : 0;
        dh[u] = 0;
      }
    }
    std::copy(d, d + width, d_recurrent);
    if (layer.cell == Cell::gru) {
      for (int u = 0; u < size; ++u) d_recurrent[2 * size + u] *= gate[u];
    }
    for (int i = 0; i < width; ++i) {
      for (int k = 0; k < size; ++k) dh[k] += layer.weight_hh[at(i, size, k)] * d_recurrent[i];
    }
  }
  return result;
}

}  // namespace elman::reference
