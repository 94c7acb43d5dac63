#include "tests/support/composed_recurrent.h"

#include <numeric>
#include <vector>

#include "elman/autograd/ops.h"

namespace elman::test {

namespace {

using kernels::Cell;

struct State {
  Variable h;  // (batch, H)
  Variable c;  // the same, LSTM
};

// Columns begin .. end of x, by a product with a matrix of zeros and ones.
Variable columns(Tape& tape, Variable x, std::int64_t begin, std::int64_t end) {
  Tensor choice({x.columns(), end - begin});
  for (std::int64_t j = begin; j < end; ++j) choice[j * (end - begin) + j - begin] = 1;
  return ops::matmul(tape, x, tape.constant(choice));
}

Variable lstm_output(Tape& tape, Variable gates, std::int64_t n, State& state) {
  const auto gate = [&](int k) { return columns(tape, gates, k * n, (k + 1) * n); };
  const Variable i = ops::sigmoid(tape, gate(0));
  const Variable f = ops::sigmoid(tape, gate(1));
  const Variable g = ops::tanh(tape, gate(2));
  const Variable o = ops::sigmoid(tape, gate(3));
  state.c = ops::add(tape, ops::multiply(tape, f, state.c), ops::multiply(tape, i, g));
  return ops::multiply(tape, o, ops::tanh(tape, state.c));
}

Variable gru_output(Tape& tape, Variable x_gates, Variable h_gates, std::int64_t n, Variable h) {
  const auto gate = [&](Variable gates, int k) { return columns(tape, gates, k * n, (k + 1) * n); };
  const Variable r = ops::sigmoid(tape, ops::add(tape, gate(x_gates, 0), gate(h_gates, 0)));
  const Variable z = ops::sigmoid(tape, ops::add(tape, gate(x_gates, 1), gate(h_gates, 1)));
  const Variable candidate =
      ops::tanh(tape, ops::add(tape, gate(x_gates, 2), ops::multiply(tape, r, gate(h_gates, 2))));
  // (1 - z) candidate + z h
  return ops::add(tape, ops::multiply(tape, ops::scale(tape, z, -1, 1), candidate), ops::multiply(tape, z, h));
}

void step(Tape& tape, Cell cell, Variable x, const ops::RecurrentWeights& w, State& state) {
  const std::int64_t n = w.weight_hh.columns();
  const Variable x_gates = ops::linear(tape, x, w.weight_ih, w.bias_ih);
  const Variable h_gates = ops::linear(tape, state.h, w.weight_hh, w.bias_hh);
  if (cell == Cell::gru) {
    state.h = gru_output(tape, x_gates, h_gates, n, state.h);
    return;
  }
  const Variable gates = ops::add(tape, x_gates, h_gates);
  if (cell == Cell::lstm) state.h = lstm_output(tape, gates, n, state);
  if (cell == Cell::rnn_tanh) state.h = ops::tanh(tape, gates);
  if (cell == Cell::rnn_relu) state.h = ops::relu(tape, gates);
}

// The first rows of a state after a step, and the rest from before it.
Variable replace_rows(Tape& tape, Variable before, Variable after) {
  if (after.rows() == before.rows()) return after;
  const Variable parts[] = {after, ops::slice_rows(tape, before, after.rows(), before.rows())};
  return ops::concat_rows(tape, parts);
}

// One direction: the outputs of all rows, and the last state.
Variable walk(Tape& tape, Cell cell, const Steps& steps, Variable x, const ops::RecurrentWeights& w, bool reverse,
              State& state) {
  std::vector<Variable> outputs(static_cast<std::size_t>(steps.count));
  for (int i = 0; i < steps.count; ++i) {
    const int t = reverse ? steps.count - 1 - i : i;
    const std::int32_t first = steps.first[t];
    const std::int32_t alive = steps.alive[t];
    State now{ops::slice_rows(tape, state.h, 0, alive), state.c ? ops::slice_rows(tape, state.c, 0, alive) : state.c};
    step(tape, cell, ops::slice_rows(tape, x, first, first + alive), w, now);
    outputs[static_cast<std::size_t>(t)] = now.h;
    state.h = replace_rows(tape, state.h, now.h);
    if (state.c) state.c = replace_rows(tape, state.c, now.c);
  }
  return ops::concat_rows(tape, outputs);
}

}  // namespace

ops::RecurrentOutput composed_recurrent(Tape& tape, Cell cell, const Steps& steps, const ops::RecurrentInput& input,
                                        std::span<const ops::RecurrentWeights> weights, Variable h0, Variable c0) {
  const std::int64_t batch = steps.batch();
  const std::int64_t hidden = weights[0].weight_hh.columns();
  const Variable x = input.ids.empty() ? input.x : ops::index_rows(tape, input.x, input.ids);
  const auto initial = [&](Variable all, std::int64_t direction) {
    return all ? ops::slice_rows(tape, all, direction * batch, (direction + 1) * batch)
               : tape.constant(Tensor({batch, hidden}));
  };
  Variable output;
  std::vector<Variable> h_n;
  std::vector<Variable> c_n;
  for (std::size_t d = 0; d < weights.size(); ++d) {
    State state{initial(h0, static_cast<std::int64_t>(d)), {}};
    if (cell == Cell::lstm) state.c = initial(c0, static_cast<std::int64_t>(d));
    const Variable direction = walk(tape, cell, steps, x, weights[d], d == 1, state);
    output = output ? ops::concat_columns(tape, output, direction) : direction;
    h_n.push_back(state.h);
    c_n.push_back(state.c);
  }
  const Shape shape{static_cast<std::int64_t>(weights.size()), batch, hidden};
  const auto stack = [&](std::span<const Variable> parts) {
    return ops::reshape(tape, ops::concat_rows(tape, parts), shape);
  };
  return {output, stack(h_n), cell == Cell::lstm ? stack(c_n) : Variable()};
}

}  // namespace elman::test
