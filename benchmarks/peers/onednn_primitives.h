// oneDNN's RNN, LSTM and GRU, forward and backward, for one layer.
#pragma once

#include <string>
#include <vector>

#include "benchmarks/peers/onednn_memory.h"

namespace elman::benchmarks::onednn {

// Shapes of a layer; as many features go in as come out.
struct Shapes {
  Shapes(int steps, int batch, int hidden, int gates, int biases)
      : rows(floats({steps, batch, hidden}, Tag::tnc)),
        weights(floats({1, 1, hidden, gates, hidden}, Tag::any)),
        as_pytorch(floats({1, 1, hidden, gates, hidden}, Tag::ldgoi)),
        bias(floats({1, 1, biases, hidden}, Tag::ldgo)),
        state(floats({1, 1, batch, hidden}, Tag::ldnc)) {}
  Desc rows, weights, as_pytorch, bias, state;
};

struct Primitives {
  dnnl::rnn_primitive_desc_base forward, backward;  // backward in training
};

struct Cell {
  Primitives (*make)(const Shapes&, bool train);
  std::vector<int> gates;  // oneDNN's order, as places in PyTorch's: LSTM i f g o, GRU z r n of r z n
};

// rnn, lstm or gru.
const Cell& cell_of(const std::string& name);

}  // namespace elman::benchmarks::onednn
