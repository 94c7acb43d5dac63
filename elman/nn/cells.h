// One step of a recurrent layer, for those who walk through time themselves.
#pragma once

#include <cstdint>

#include "elman/autograd/ops.h"
#include "elman/nn/module.h"
#include "elman/nn/recurrent.h"
#include "elman/tensor/random.h"

namespace elman::nn {

struct CellOptions {
  std::int64_t input_size = 1;
  std::int64_t hidden_size = 1;
  bool bias = true;
  Nonlinearity nonlinearity = Nonlinearity::tanh;  // RNNCell only
};

// What the three cells share: weight_ih, weight_hh, bias_ih, bias_hh as in a layer.
class RecurrentCell : public Module {
 protected:
  RecurrentCell(kernels::Cell cell, const CellOptions& options, Random& random);
  ops::RecurrentOutput step(Tape& tape, Variable x, Variable h, Variable c) const;

 private:
  kernels::Cell cell_;
  CellOptions options_;
  ops::RecurrentWeights weights_;
};

// x (batch, input), h (batch, H) or none for zero -> h' (batch, H).
class RNNCell : public RecurrentCell {
 public:
  RNNCell(const CellOptions& options, Random& random);
  Variable forward(Tape& tape, Variable x, Variable h = {}) const { return step(tape, x, h, {}).output; }
};

class GRUCell : public RecurrentCell {
 public:
  GRUCell(const CellOptions& options, Random& random) : RecurrentCell(kernels::Cell::gru, options, random) {}
  Variable forward(Tape& tape, Variable x, Variable h = {}) const { return step(tape, x, h, {}).output; }
};

struct LSTMState {
  Variable h;  // (batch, H)
  Variable c;  // (batch, H)
};

class LSTMCell : public RecurrentCell {
 public:
  LSTMCell(const CellOptions& options, Random& random) : RecurrentCell(kernels::Cell::lstm, options, random) {}
  LSTMState forward(Tape& tape, Variable x, const LSTMState& state = {}) const;
};

}  // namespace elman::nn
