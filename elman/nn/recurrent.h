// Recurrent layers over sequences, and the cells that make one step of them. Names, shapes and the order of gates are
// PyTorch's, so weights move both ways.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "elman/autograd/ops.h"
#include "elman/nn/initializer.h"
#include "elman/nn/module.h"

namespace elman::nn {

enum class Nonlinearity { tanh, relu };

struct RecurrentOptions {
  std::int64_t input_size = 1;   // features of an input
  std::int64_t hidden_size = 1;  // H, features of the state of one direction
  int num_layers = 1;            // each layer after the first reads the one below
  bool bias = true;
  Nonlinearity nonlinearity = Nonlinearity::tanh;  // RNN only
  bool batch_first = false;                        // x and output are (batch, time, features)
  Scalar dropout = 0;                              // between layers
  bool variational = false;                        // that dropout with one mask for all steps (Gal & Ghahramani 2016)
  Scalar weight_dropout = 0;                       // of weight_hh, for all steps (DropConnect: Merity et al. 2018)
  bool bidirectional = false;                      // a second direction from each item's end to its start
};

struct SequenceOutput {
  Variable output;  // (time, batch, directions * H), zero past an item's end
  Variable h_n;     // (layers * directions, batch, H)
  Variable c_n;     // the same, LSTM only
};

// What RNN, LSTM and GRU share. Parameters start from U(-1 / sqrt(H), 1 / sqrt(H)).
class RecurrentLayers : public Module {
 public:
  RecurrentLayers(ops::Cell cell, const RecurrentOptions& options, const Initializer& init);

  // x (time, batch, input), or (batch, time, input) with batch_first. lengths (batch) of each item in any order, all
  // `time` if empty. h0, c0 (layers * directions, batch, H), zero if not given; c0 goes with LSTM only.
  // Throws UsageError if shapes do not fit or a length is not in 1..time.
  SequenceOutput forward(Tape& tape, Variable x, std::span<const std::int32_t> lengths = {}, Variable h0 = {},
                         Variable c0 = {}) const;

  // The same for rows that are already ordered by length as `steps` says; the first layer may read symbols. Output is
  // (rows, directions * H).
  SequenceOutput forward_rows(Tape& tape, const ops::RecurrentInput& input, const Steps& steps, Variable h0 = {},
                              Variable c0 = {}) const;

  const RecurrentOptions& options() const { return options_; }
  int directions() const { return options_.bidirectional ? 2 : 1; }

 private:
  ops::Cell cell_;
  RecurrentOptions options_;
  std::vector<std::vector<ops::RecurrentWeights>> layers_;  // [layer][direction]
};

// Elman's simple recurrent network (Elman 1990): h' = f(W_ih x + b_ih + W_hh h + b_hh).
class RNN : public RecurrentLayers {
 public:
  RNN(const RecurrentOptions& options, const Initializer& init);
};

// Long short-term memory (Hochreiter & Schmidhuber 1997; forget gate: Gers et al. 2000), gates i f g o.
class LSTM : public RecurrentLayers {
 public:
  LSTM(const RecurrentOptions& options, const Initializer& init) : RecurrentLayers(ops::Cell::lstm, options, init) {}
};

// Gated recurrent unit (Cho et al. 2014), gates r z n, reset after the linear map.
class GRU : public RecurrentLayers {
 public:
  GRU(const RecurrentOptions& options, const Initializer& init) : RecurrentLayers(ops::Cell::gru, options, init) {}
};

}  // namespace elman::nn
