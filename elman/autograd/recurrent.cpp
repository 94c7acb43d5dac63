#include "elman/autograd/recurrent.h"

#include <algorithm>

#include "elman/autograd/check.h"
#include "elman/autograd/kept_forms.h"
#include "elman/autograd/packing.h"
#include "elman/autograd/recurrent_layer.h"
#include "elman/kernels/gemm.h"
#include "elman/kernels/pointwise.h"
#include "elman/kernels/rows.h"

namespace elman::ops {

namespace {

Scalar* values(Variable v) { return v.state()->value.data(); }
Scalar* offset(Scalar* p, std::int64_t n) { return p == nullptr ? nullptr : p + n; }

void check(kernels::Cell cell, const Steps& steps, const RecurrentInput& input, int rows,
           std::span<const RecurrentWeights> weights, Variable h0, Variable c0) {
  if (weights.empty() || weights.size() > 2) throw UsageError("recurrent: expected weights of one or two directions");
  if (steps.count < 1) throw UsageError("recurrent: a sequence needs at least one step");
  const std::int64_t hidden = weights[0].weight_hh.columns();
  const std::int64_t gates = kernels::gate_count(cell) * hidden;
  for (const RecurrentWeights& w : weights) {
    require_shape("recurrent", "weight_hh", w.weight_hh, Shape{gates, hidden});
    require_shape("recurrent", "weight_ih", w.weight_ih, Shape{gates, input.x.columns()});
    if (w.bias_ih) require_shape("recurrent", "bias_ih", w.bias_ih, Shape{gates});
    if (w.bias_hh) require_shape("recurrent", "bias_hh", w.bias_hh, Shape{gates});
  }
  for (int t = 0; t < steps.count; ++t) {
    if (steps.alive[t] < 1 || (t > 0 && steps.alive[t] > steps.alive[t - 1])) {
      throw UsageError("recurrent: step " + std::to_string(t) + " has " + std::to_string(steps.alive[t]) +
                       " rows; sequences must be ordered by length, longest first");
    }
    if (steps.first[t] < 0 || steps.first[t] + steps.alive[t] > rows) {
      throw UsageError("recurrent: step " + std::to_string(t) + " lies outside the " + std::to_string(rows) + " rows");
    }
  }
  for (const std::int32_t id : input.ids) {
    if (id < 0 || id >= input.x.rows()) {
      throw UsageError("recurrent: id " + std::to_string(id) + " is outside a table of " +
                       std::to_string(input.x.rows()) + " rows");
    }
  }
  const Shape state{static_cast<std::int64_t>(weights.size()), steps.batch(), hidden};
  if (h0) require_shape("recurrent", "h0", h0, state);
  if (c0 && cell != kernels::Cell::lstm) throw UsageError("recurrent: c0 goes with LSTM only");
  if (c0) require_shape("recurrent", "c0", c0, state);
}

// GRU: b_hh in gate order.
const Scalar* recurrent_bias(Tape& tape, const RecurrentLayer& s, const RecurrentWeights& w) {
  if (s.cell != kernels::Cell::gru || !w.bias_hh) return nullptr;
  const auto size = static_cast<std::size_t>(s.width);
  const auto fill = [&](Scalar* bias) {
    kernels::recurrent_gate_bias(s.width, gate_order(tape, s), w.bias_hh.data(), bias);
  };
  const VariableState& state = *w.bias_hh.state();
  if (state.forms != nullptr) return kept_form(state, {FormKind::gate_bias, s.cell, size}, fill);
  Scalar* bias = tape.scratch(size);
  fill(bias);
  return bias;
}

// One direction, ready to run.
kernels::RecurrentForward forward_direction(Tape& tape, const RecurrentLayer& s, int direction,
                                            const RecurrentWeights& w, bool save) {
  const PackedWeights packed_hh = pack_gates(tape, s.cell, s.hidden, w.weight_hh);
  kernels::RecurrentForward layer{.cell = s.cell, .hidden_size = s.hidden, .steps = s.steps, .reverse = direction == 1};
  Scalar* inputs = input_gates(tape, s, w);
  layer.inputs = inputs;
  layer.input_index = s.ids;
  layer.recurrent = packed_hh.data;
  layer.recurrent_bias = recurrent_bias(tape, s, w);
  const std::int64_t state = static_cast<std::int64_t>(direction) * s.steps.batch() * s.hidden;
  layer.h0 = s.h0 ? s.h0.data() + state : nullptr;
  layer.c0 = s.c0 ? s.c0.data() + state : nullptr;
  layer.output = values(s.output) + direction * s.hidden;
  layer.output_stride = static_cast<std::ptrdiff_t>(s.directions) * s.hidden;
  layer.h_n = values(s.h_n) + state;
  layer.c_n = s.c_n ? values(s.c_n) + state : nullptr;
  if (save) {
    // The activated gates overwrite their pre-activations, and backward overwrites them with their gradients.
    const std::size_t rows = static_cast<std::size_t>(s.rows);
    layer.gates = s.ids == nullptr ? inputs : tape.scratch(rows * static_cast<std::size_t>(s.width));
    if (kernels::gate_count(s.cell) > 1) layer.cells = tape.scratch(rows * static_cast<std::size_t>(s.hidden));
  }
  return layer;
}

// The column sums of the live rows of d, in gate order.
const Scalar* live_sums(Tape& tape, const RecurrentLayer& s, const Scalar* d) {
  Scalar* sums = tape.scratch(static_cast<std::size_t>(s.width));
  kernels::fill(static_cast<std::size_t>(s.width), 0, sums);
  for (int t = 0; t < s.steps.count; ++t) {
    kernels::add_column_sums(s.steps.alive[t], s.width, d + static_cast<std::int64_t>(s.steps.first[t]) * s.width,
                             s.width, sums);
  }
  return sums;
}

// Both biases' gradients: sums over rows of the gradient of the gates' input half and of their recurrent half.
void backward_biases(Tape& tape, const RecurrentLayer& s, const RecurrentWeights& w, const Scalar* d_gates,
                     const Scalar* d_recurrent) {
  Scalar* d_bias_ih = tape.grad(w.bias_ih);
  Scalar* d_bias_hh = tape.grad(w.bias_hh);
  const Scalar* sums = d_bias_ih != nullptr ? live_sums(tape, s, d_gates) : nullptr;
  if (d_bias_ih != nullptr) kernels::add_gate_bias_gradient(s.width, s.map, sums, d_bias_ih);
  if (d_bias_hh == nullptr) return;
  if (sums == nullptr || d_recurrent != d_gates) sums = live_sums(tape, s, d_recurrent);
  kernels::add_gate_bias_gradient(s.width, s.map, sums, d_bias_hh);
}

// Through h W_hh^T: every row's previous state is an output row, or the initial state.
void backward_recurrent(Tape& tape, const RecurrentLayer& s, const kernels::RecurrentForward& forward,
                        const RecurrentWeights& w, const Scalar* d) {
  Scalar* dw = tape.grad(w.weight_hh);
  if (dw == nullptr) return;
  const auto live = static_cast<std::size_t>(s.live_count);
  const auto batch = static_cast<std::size_t>(s.steps.batch());
  auto* row = tape.array<std::int32_t>(live);
  auto* previous = tape.array<std::int32_t>(live);
  auto* start_row = tape.array<std::int32_t>(batch);
  auto* start_index = tape.array<std::int32_t>(batch);
  const int count = kernels::previous_rows(s.steps, forward.reverse, row, previous, start_row, start_index);
  add_weight_gradient(tape, s, count, d, row, forward.output, forward.output_stride, previous, s.hidden, dw);
  if (forward.h0 != nullptr) {
    add_weight_gradient(tape, s, s.steps.batch(), d, start_row, forward.h0, s.hidden, start_index, s.hidden, dw);
  }
}

// The backward pass of one direction, ready to run.
kernels::RecurrentBackward backward_direction(Tape& tape, const RecurrentLayer& s, int direction,
                                              const kernels::RecurrentForward& forward, const RecurrentWeights& w) {
  const std::int64_t batch_size = static_cast<std::int64_t>(s.steps.batch()) * s.hidden;
  const std::int64_t state = direction * batch_size;
  const PackedWeights transposed = pack_gates_transposed(tape, s.cell, s.hidden, w.weight_hh);

  kernels::RecurrentBackward back{.forward = forward, .recurrent_transposed = transposed.data};
  back.d_output = s.output.has_grad() ? s.output.grad().data() + direction * s.hidden : nullptr;
  back.d_output_stride = forward.output_stride;
  back.d_h_n = s.h_n.has_grad() ? s.h_n.grad().data() + state : nullptr;
  back.d_c_n = s.c_n.has_grad() ? s.c_n.grad().data() + state : nullptr;
  back.d_gates = forward.gates;
  if (s.cell == kernels::Cell::gru) {
    back.d_recurrent_gates = tape.scratch(static_cast<std::size_t>(s.rows) * static_cast<std::size_t>(s.width));
  }
  back.d_h0 = tape.scratch(static_cast<std::size_t>(batch_size));
  back.d_c0 = s.cell == kernels::Cell::lstm ? tape.scratch(static_cast<std::size_t>(batch_size)) : nullptr;
  return back;
}

// The gradients that follow from those of the gates.
void finish_direction(Tape& tape, const RecurrentLayer& s, int direction, const kernels::RecurrentBackward& back,
                      const RecurrentWeights& w) {
  const std::int64_t batch_size = static_cast<std::int64_t>(s.steps.batch()) * s.hidden;
  const std::int64_t state = direction * batch_size;
  if (s.live != nullptr) {
    kernels::clear_other_rows(s.rows, static_cast<std::size_t>(s.width), s.live_count, s.live, back.d_gates);
  }
  const Scalar* d_recurrent = back.d_recurrent_gates != nullptr ? back.d_recurrent_gates : back.d_gates;
  backward_input(tape, s, w, back.d_gates);
  backward_recurrent(tape, s, back.forward, w, d_recurrent);
  backward_biases(tape, s, w, back.d_gates, d_recurrent);
  const auto add_state = [&](Variable initial, const Scalar* d) {
    if (Scalar* target = offset(tape.grad(initial), state)) {
      kernels::add_scaled(static_cast<std::size_t>(batch_size), 1, d, target);
    }
  };
  add_state(s.h0, back.d_h0);
  add_state(s.c0, back.d_c0);
}

// Lists the rows that steps own if there are others (padded batches).
void list_live_rows(Tape& tape, RecurrentLayer& s) {
  for (int t = 0; t < s.steps.count; ++t) s.live_count += s.steps.alive[t];
  if (s.live_count == s.rows) return;
  auto* live = tape.array<std::int32_t>(static_cast<std::size_t>(s.live_count));
  int i = 0;
  for (int t = 0; t < s.steps.count; ++t) {
    for (int r = 0; r < s.steps.alive[t]; ++r) live[i++] = s.steps.first[t] + r;
  }
  s.live = live;
}

}  // namespace

void add_weight_gradient(Tape& tape, const RecurrentLayer& layer, int rows, const Scalar* d, const std::int32_t* d_row,
                         const Scalar* x, std::ptrdiff_t x_stride, const std::int32_t* x_row, int k, Scalar* dw) {
  if (rows == 0 || dw == nullptr) return;
  kernels::OuterArguments outer{.rows = rows, .n = layer.width, .k = k, .a = d, .lda = layer.width, .a_index = d_row};
  outer.n_map = layer.map;
  outer.x = x;
  outer.ldx = x_stride;
  outer.x_index = x_row;
  outer.c = dw;
  outer.ldc = k;
  outer.scratch = tape.scratch(kernels::outer_scratch_size(tape.pool(), rows, layer.width, k));
  kernels::outer(tape.pool(), outer);
}

const std::int32_t* gate_order(Tape& tape, const RecurrentLayer& layer) {
  if (layer.map != nullptr) return layer.map;
  auto* map = tape.array<std::int32_t>(static_cast<std::size_t>(layer.width));
  kernels::gate_map(layer.cell, layer.hidden, map);
  return map;
}

RecurrentOutput recurrent(Tape& tape, kernels::Cell cell, const Steps& steps, const RecurrentInput& input,
                          std::span<const RecurrentWeights> weights, Variable h0, Variable c0) {
  const auto rows = static_cast<int>(input.ids.empty() ? input.x.rows() : static_cast<std::int64_t>(input.ids.size()));
  check(cell, steps, input, rows, weights, h0, c0);
  RecurrentLayer s{.cell = cell, .hidden = static_cast<int>(weights[0].weight_hh.columns()), .rows = rows};
  s.width = kernels::gate_width(cell, s.hidden);
  s.directions = static_cast<int>(weights.size());
  s.steps = tape.keep(steps);
  s.x = input.x;
  s.inputs = static_cast<int>(input.x.rows());
  if (!input.ids.empty()) {
    s.ids = tape.keep(input.ids).data();
    if (tape.recording() || !is_kept_table(s.inputs, s.width)) choose_symbols(tape, s, input.ids);
  }
  s.h0 = h0;
  s.c0 = c0;
  list_live_rows(tape, s);

  bool requires_grad = input.x.requires_grad() || h0.requires_grad() || c0.requires_grad();
  for (const RecurrentWeights& w : weights) {
    requires_grad = requires_grad || w.weight_ih.requires_grad() || w.weight_hh.requires_grad() ||
                    w.bias_ih.requires_grad() || w.bias_hh.requires_grad();
  }
  requires_grad = requires_grad && tape.recording();
  if (requires_grad) s.map = gate_order(tape, s);
  s.output = tape.make(Shape{rows, static_cast<std::int64_t>(s.directions) * s.hidden}, requires_grad);
  if (s.live != nullptr) s.output.state()->value.fill(0);
  const Shape state{s.directions, steps.batch(), s.hidden};
  s.h_n = tape.make(state, requires_grad);
  if (cell == kernels::Cell::lstm) s.c_n = tape.make(state, requires_grad);

  auto* kept_weights = tape.array<RecurrentWeights>(weights.size());
  auto* forwards = tape.array<kernels::RecurrentForward>(weights.size());
  std::uninitialized_copy(weights.begin(), weights.end(), kept_weights);
  for (int d = 0; d < s.directions; ++d) {
    forwards[d] = forward_direction(tape, s, d, kept_weights[d], requires_grad);
  }
  kernels::recurrent_forward(tape.pool(), std::span<const kernels::RecurrentForward>(forwards, weights.size()));
  if (requires_grad) {
    tape.record([&tape, s, kept_weights, forwards] {
      if (!s.output.has_grad() && !s.h_n.has_grad() && !s.c_n.has_grad()) return;
      const auto directions = static_cast<std::size_t>(s.directions);
      auto* backs = tape.array<kernels::RecurrentBackward>(directions);
      for (int d = 0; d < s.directions; ++d) backs[d] = backward_direction(tape, s, d, forwards[d], kept_weights[d]);
      kernels::recurrent_backward(tape.pool(), std::span<const kernels::RecurrentBackward>(backs, directions));
      for (int d = s.directions - 1; d >= 0; --d) finish_direction(tape, s, d, backs[d], kept_weights[d]);
    });
  }
  return {s.output, s.h_n, s.c_n};
}

}  // namespace elman::ops
