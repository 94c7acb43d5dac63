#include "elman/nn/cells.h"

#include <cmath>

#include "elman/error.h"

namespace elman::nn {

RecurrentCell::RecurrentCell(ops::Cell cell, const CellOptions& options, const Initializer& init)
    : cell_(cell), options_(options) {
  if (options.input_size < 1 || options.hidden_size < 1) {
    throw UsageError("recurrent cell: input_size and hidden_size must be at least 1");
  }
  const std::int64_t gates = ops::gate_count(cell) * options.hidden_size;
  const Scalar bound = Scalar(1) / std::sqrt(static_cast<Scalar>(options.hidden_size));
  weights_.weight_ih = add_parameter("weight_ih", init.uniform({gates, options.input_size}, bound));
  weights_.weight_hh = add_parameter("weight_hh", init.uniform({gates, options.hidden_size}, bound));
  if (options.bias) {
    weights_.bias_ih = add_parameter("bias_ih", init.uniform({gates}, bound));
    weights_.bias_hh = add_parameter("bias_hh", init.uniform({gates}, bound));
  }
}

ops::RecurrentOutput RecurrentCell::step(Tape& tape, Variable x, Variable h, Variable c) const {
  if (x.shape().rank() != 2) {
    throw UsageError("recurrent cell: x has shape " + x.shape().to_string() + ", expected (batch, " +
                     std::to_string(options_.input_size) + ")");
  }
  const auto batch = static_cast<std::int32_t>(x.rows());
  const std::int32_t first = 0;
  const Shape state{1, batch, options_.hidden_size};
  const auto as_state = [&](Variable v) { return v ? ops::reshape(tape, v, state) : v; };
  return ops::recurrent(tape, cell_, {1, &first, &batch}, {x, {}}, {&weights_, 1}, as_state(h), as_state(c));
}

RNNCell::RNNCell(const CellOptions& options, const Initializer& init)
    : RecurrentCell(options.nonlinearity == Nonlinearity::tanh ? ops::Cell::rnn_tanh : ops::Cell::rnn_relu, options,
                    init) {}

LSTMState LSTMCell::forward(Tape& tape, Variable x, const LSTMState& state) const {
  const ops::RecurrentOutput result = step(tape, x, state.h, state.c);
  return {result.output, ops::reshape(tape, result.c_n, result.output.shape())};
}

}  // namespace elman::nn
