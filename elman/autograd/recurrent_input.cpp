#include <algorithm>
#include <array>

#include "elman/autograd/packing.h"
#include "elman/autograd/recurrent_layer.h"
#include "elman/kernels/gemm.h"
#include "elman/kernels/pointwise.h"

namespace elman::ops {

namespace {

// The bias that goes into the input half of the gates: both of them, but for GRU's n gate, whose b_hh stays with h.
const Scalar* input_bias(Tape& tape, const RecurrentLayer& s, const RecurrentWeights& w, const Scalar* scale) {
  if (!w.bias_ih && !w.bias_hh) return nullptr;
  Scalar* bias = tape.scratch(static_cast<std::size_t>(s.width));
  for (int i = 0; i < s.width; ++i) {
    const std::int32_t j = s.map[i];
    Scalar sum = 0;
    if (j >= 0 && w.bias_ih) sum += w.bias_ih.value()[j];
    if (j >= 0 && w.bias_hh && !(s.cell == kernels::Cell::gru && j >= 2 * s.hidden)) sum += w.bias_hh.value()[j];
    bias[i] = sum * scale[i];
  }
  return bias;
}

// The rows of x that the input half is computed for, (inputs, in).
const Scalar* input_rows(Tape& tape, const RecurrentLayer& s) {
  if (s.symbols == nullptr) return s.x.data();
  const std::int64_t in = s.x.columns();
  Scalar* rows = tape.scratch(static_cast<std::size_t>(s.inputs * in));
  kernels::gather_rows(s.inputs, static_cast<std::size_t>(in), s.x.data(), s.symbols, rows);
  return rows;
}

// The gate gradients summed by symbol, (inputs, width): what follows is as small as the table.
const Scalar* sums_by_symbol(Tape& tape, const RecurrentLayer& s, const Scalar* d_gates) {
  const std::size_t size = static_cast<std::size_t>(s.inputs) * static_cast<std::size_t>(s.width);
  Scalar* sums = tape.scratch(size);
  kernels::fill(size, 0, sums);
  kernels::scatter_add_rows(s.rows, static_cast<std::size_t>(s.width), d_gates, s.ids, sums);
  return sums;
}

// dx += d W_ih, d being gate gradients of the rows that the input half was computed for.
void add_input_gradient(Tape& tape, const RecurrentLayer& s, Variable weight_ih, const Scalar* d, Scalar* dx) {
  const auto in = static_cast<int>(s.x.columns());
  const PackedWeights transposed = pack_gates_transposed(tape, s.cell, s.hidden, weight_ih);
  kernels::GemmArguments product{.m = s.inputs, .a = d, .lda = s.width, .packed = transposed.data};
  product.accumulate = s.symbols == nullptr;
  product.c = product.accumulate ? dx : tape.scratch(static_cast<std::size_t>(s.inputs) * static_cast<std::size_t>(in));
  product.ldc = in;
  kernels::gemm(tape.pool(), transposed.shape, product);
  if (product.accumulate) return;
  kernels::scatter_add_rows(s.inputs, static_cast<std::size_t>(in), product.c, s.symbols, dx);
}

}  // namespace

void choose_symbols(Tape& tape, RecurrentLayer& s, std::span<const std::int32_t> ids) {
  auto* place = tape.array<std::int32_t>(static_cast<std::size_t>(s.inputs));
  std::fill_n(place, s.inputs, -1);
  for (const std::int32_t id : ids) place[id] = 0;
  auto* symbols = tape.array<std::int32_t>(static_cast<std::size_t>(s.inputs));
  int count = 0;
  for (std::int32_t id = 0; id < s.inputs; ++id) {
    if (place[id] < 0) continue;
    symbols[count] = id;
    place[id] = count++;
  }
  if (count == s.inputs) return;
  auto* places = tape.array<std::int32_t>(ids.size());
  for (std::size_t i = 0; i < ids.size(); ++i) places[i] = place[ids[i]];
  s.symbols = symbols;
  s.inputs = count;
  s.ids = places;
}

Scalar* input_gates(Tape& tape, const RecurrentLayer& s, const RecurrentWeights& w, const Scalar* scale) {
  const auto in = static_cast<int>(s.x.columns());
  const std::size_t size = static_cast<std::size_t>(s.inputs) * static_cast<std::size_t>(s.width);
  const auto is_kept = [](Variable v) { return !v || v.state()->is_parameter; };
  const auto version = [](Variable v) { return v ? v.state()->version : 0; };
  KeptForm gates{nullptr, true};
  if (s.ids != nullptr && !tape.recording() && is_kept(s.x) && is_kept(w.weight_ih) && is_kept(w.bias_ih) &&
      is_kept(w.bias_hh)) {
    gates = kept_form(*w.weight_ih.state(), FormKind::projected_table, s.cell, size,
                      {version(w.weight_ih), version(s.x), version(w.bias_ih), version(w.bias_hh)});
  } else {
    gates.data = tape.scratch(size);
  }
  if (gates.stale) {
    const PackedWeights packed = pack_gates(tape, s.cell, s.hidden, w.weight_ih);
    kernels::GemmArguments product{.m = s.inputs, .a = input_rows(tape, s), .lda = in, .packed = packed.data};
    product.bias = input_bias(tape, s, w, scale);
    product.c = gates.data;
    product.ldc = s.width;
    kernels::gemm(tape.pool(), packed.shape, product);
  }
  return gates.data;
}

void backward_input(Tape& tape, const RecurrentLayer& s, const RecurrentWeights& w, const Scalar* d_gates) {
  const auto in = static_cast<int>(s.x.columns());
  const bool by_symbol = s.ids != nullptr;
  const Scalar* d = by_symbol ? sums_by_symbol(tape, s, d_gates) : d_gates;
  add_weight_gradient(tape, s, by_symbol ? s.inputs : s.live_count, d, by_symbol ? nullptr : s.live, s.x.data(), in,
                      by_symbol ? s.symbols : s.live, in, tape.grad(w.weight_ih));
  if (Scalar* dx = tape.grad(s.x)) add_input_gradient(tape, s, w.weight_ih, d, dx);
}

}  // namespace elman::ops
