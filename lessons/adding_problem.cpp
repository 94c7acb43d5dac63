#include "lessons/adding_problem.h"

#include <algorithm>
#include <cmath>

namespace elman::lessons {

AddingBatch draw_additions(Random& random, std::int64_t count, std::int64_t time_steps) {
  AddingBatch batch{Tensor({time_steps, count, 2}), Tensor({count, 1})};
  for (std::int64_t item = 0; item < count; ++item) {
    for (std::int64_t t = 0; t < time_steps; ++t) {
      batch.inputs[(t * count + item) * 2] = static_cast<Scalar>(random.uniform());
    }
    for (const std::int64_t half : {std::int64_t{0}, time_steps / 2}) {
      const std::int64_t t = half + static_cast<std::int64_t>(random.below(time_steps / 2));
      batch.inputs[(t * count + item) * 2 + 1] = 1;
      batch.targets[item] += batch.inputs[(t * count + item) * 2];
    }
  }
  return batch;
}

double error_of_one(const AddingBatch& batch) {
  double sum = 0;
  for (const Scalar target : batch.targets.span()) sum += (target - 1.0) * (target - 1.0);
  return sum / static_cast<double>(batch.targets.size());
}

Adder::Adder(model::Architecture architecture, std::uint64_t seed)
    : random_(seed),
      layer_(model::cell_of(architecture), {.input_size = 2, .hidden_size = hidden_size}, random_),
      output_(hidden_size, 1, true, random_) {
  add_module("layer", layer_);
  add_module("output", output_);
  if (architecture == model::Architecture::lstm) open_forget_gate();
}

Variable Adder::error(Tape& tape, const AddingBatch& batch) const {
  const nn::SequenceOutput read = layer_.forward(tape, tape.constant(batch.inputs));
  return error_of(tape, read.h_n, batch);
}

std::vector<double> Adder::gradient_norms(const AddingBatch& batch) const {
  Tape tape;
  const std::int64_t time_steps = batch.inputs.shape()[0];
  const std::int64_t count = batch.targets.shape()[0];
  const auto alive = static_cast<std::int32_t>(count);
  const std::int32_t first = 0;
  std::vector<nn::SequenceOutput> states;
  nn::SequenceOutput state;
  for (std::int64_t t = 0; t < time_steps; ++t) {
    const Tensor x({count, 2}, {batch.inputs.data() + t * count * 2, static_cast<std::size_t>(count * 2)});
    state = layer_.forward_rows(tape, {tape.constant(x), {}}, {1, &first, &alive}, state.h_n, state.c_n);
    states.push_back(state);
  }
  tape.backward(error_of(tape, state.h_n, batch));
  std::ranges::reverse(states);
  std::vector<double> norms;
  for (const nn::SequenceOutput& step : states) {
    double squares = 0;
    for (const Variable part : {step.h_n, step.c_n}) {
      if (!part || !part.has_grad()) continue;
      for (const Scalar value : part.grad().span()) squares += static_cast<double>(value) * value;
    }
    norms.push_back(std::sqrt(squares));
  }
  return norms;
}

// With a bias of 1 it lets most of the state through from the start (Gers et al. 2000; Jozefowicz et al. 2015).
void Adder::open_forget_gate() {
  Tensor& bias = parameter("layer.bias_ih_l0").mutable_value();  // gates i f g o
  std::fill_n(bias.data() + hidden_size, hidden_size, Scalar(1));
}

Variable Adder::error_of(Tape& tape, Variable h_n, const AddingBatch& batch) const {
  const Variable h = ops::reshape(tape, h_n, Shape{batch.targets.shape()[0], hidden_size});
  return ops::mean_squared_error(tape, output_.forward(tape, h), tape.constant(batch.targets));
}

}  // namespace elman::lessons
