// The gates of recurrent cells, and the order in which kernels keep them.
//
// Gate order: the gates of lanes() units are next to each other, [unit block][gate][lane], hidden_size rounded up to
// whole vectors, so that all gates of a unit finish in registers. gate_width() is the length of such a row. Gate rows
// that go through a sigmoid are packed halved (gate_scale), so that sigmoid(x) = 0.5 + 0.5 tanh(x / 2) needs no
// multiplication.
#pragma once

#include <cstdint>

#include "elman/scalar.h"

namespace elman::kernels {

enum class Cell { rnn_tanh, rnn_relu, lstm, gru };

// Gates of a cell in PyTorch's order: LSTM i f g o (4), GRU r z n (3), RNN 1.
int gate_count(Cell cell);
// Length of a row in gate order.
int gate_width(Cell cell, int hidden_size);
// Vectors in a panel of weights packed in gate order (see PackedShape::vectors).
int gate_vectors(Cell cell);
// map (gate_width) from gate order to rows of PyTorch's weight_ih, weight_hh; -1 in the padding. The same order serves
// W_ih, W_hh, both biases, and the gradients.
void gate_map(Cell cell, int hidden_size, std::int32_t* map);
// scale (gate_width): 0.5 for gates that go through a sigmoid, 1 for the others.
void gate_scale(Cell cell, int hidden_size, Scalar* scale);

// bias (gate_width) of the input half of the gates, scaled: (b_ih + b_hh) * scale, for GRU's n gate b_ih * scale.
// b_ih and b_hh in PyTorch's order, each null for zero.
void input_gate_bias(Cell cell, int hidden_size, const std::int32_t* map, const Scalar* scale, const Scalar* b_ih,
                     const Scalar* b_hh, Scalar* bias);
// bias[i] = b_hh[map[i]], i < width; 0 in the padding.
void recurrent_gate_bias(int width, const std::int32_t* map, const Scalar* b_hh, Scalar* bias);
// d_bias[map[i]] += d[i], i < width, but for the padding.
void add_gate_bias_gradient(int width, const std::int32_t* map, const Scalar* d, Scalar* d_bias);

}  // namespace elman::kernels
