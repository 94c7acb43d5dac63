// The adding problem, for lesson memory, and a network that learns it.
#pragma once

#include <cstdint>
#include <vector>

#include "elman/elman.h"

namespace elman::lessons {

// Hochreiter & Schmidhuber 1997: 100 numbers, two of them marked, one in each half; at the end, say the sum of those
// two.
struct AddingBatch {
  Tensor inputs;   // (time, batch, 2): number, mark
  Tensor targets;  // (batch, 1)
};
AddingBatch draw_additions(Random& random, std::int64_t count, std::int64_t time_steps = 100);
// The mean squared error of always answering 1.
double error_of_one(const AddingBatch& batch);

// One layer and a linear output that reads its last state.
class Adder : public nn::Module {
 public:
  static constexpr std::int64_t hidden_size = 32;

  Adder(model::Architecture architecture, std::uint64_t seed);

  // Mean squared error of what it says at the end.
  Variable error(Tape& tape, const AddingBatch& batch) const;
  // The norm of the error's gradient by the state after each step, 0 steps back first. The state of an LSTM is h and c.
  std::vector<double> gradient_norms(const AddingBatch& batch) const;

 private:
  void open_forget_gate();
  Variable error_of(Tape& tape, Variable h_n, const AddingBatch& batch) const;

  Random random_;
  nn::RecurrentLayers layer_;
  nn::Linear output_;
};

}  // namespace elman::lessons
