// One step of a recurrent layer, for those who walk through time themselves.
#pragma once

#include <cstdint>

#include "elman/autograd/ops.h"
#include "elman/nn/initializer.h"
#include "elman/nn/module.h"
#include "elman/nn/recurrent.h"

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
  RecurrentCell(ops::Cell cell, const CellOptions& options, const Initializer& init);
  ops::RecurrentOutput step(Tape& tape, Variable x, Variable h, Variable c) const;

 private:
  ops::Cell cell_;
  CellOptions options_;
  ops::RecurrentWeights weights_;
};

// x (batch, input), h (batch, H) or none for zero -> h' (batch, H).
class RNNCell : public RecurrentCell {
 public:
  RNNCell(const CellOptions& options, const Initializer& init);
  Variable forward(Tape& tape, Variable x, Variable h = {}) const { return step(tape, x, h, {}).output; }
};

class GRUCell : public RecurrentCell {
 public:
  GRUCell(const CellOptions& options, const Initializer& init) : RecurrentCell(ops::Cell::gru, options, init) {}
  Variable forward(Tape& tape, Variable x, Variable h = {}) const { return step(tape, x, h, {}).output; }
};

struct LSTMState {
  Variable h;  // (batch, H)
  Variable c;  // (batch, H)
};

class LSTMCell : public RecurrentCell {
 public:
  LSTMCell(const CellOptions& options, const Initializer& init) : RecurrentCell(ops::Cell::lstm, options, init) {}
  LSTMState forward(Tape& tape, Variable x, const LSTMState& state = {}) const;
};

}  // namespace elman::nn
