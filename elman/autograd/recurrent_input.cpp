#include <algorithm>
#include <array>

#include "elman/autograd/kept_forms.h"
#include "elman/autograd/packing.h"
#include "elman/autograd/recurrent_layer.h"
#include "elman/kernels/gemm.h"
#include "elman/kernels/pointwise.h"
#include "elman/kernels/rows.h"

namespace elman::ops {

namespace {

// The bias of the input half of the gates: the sum of both, except in GRU's n gate, where b_hh stays with h.
const Scalar* input_bias(Tape& tape, const RecurrentLayer& layer, const RecurrentWeights& weights) {
  if (!weights.bias_ih && !weights.bias_hh) return nullptr;
  Scalar* bias = tape.scratch(static_cast<std::size_t>(layer.width));
  Scalar* scale = tape.scratch(static_cast<std::size_t>(layer.width));
  kernels::gate_scale(layer.cell, layer.hidden, scale);
  kernels::input_gate_bias(layer.cell, layer.hidden, gate_order(tape, layer), scale,
                           weights.bias_ih ? weights.bias_ih.data() : nullptr,
                           weights.bias_hh ? weights.bias_hh.data() : nullptr, bias);
  return bias;
}

// The rows of x that the input half is computed for, (inputs, in).
const Scalar* input_rows(Tape& tape, const RecurrentLayer& layer) {
  if (layer.symbols == nullptr) return layer.x.data();
  const std::int64_t in = layer.x.columns();
  Scalar* rows = tape.scratch(static_cast<std::size_t>(layer.inputs * in));
  kernels::gather_rows(layer.inputs, static_cast<std::size_t>(in), layer.x.data(), layer.symbols, rows);
  return rows;
}

// The gate gradients summed by symbol, (inputs, width): the products that follow are as small as the table.
const Scalar* sums_by_symbol(Tape& tape, const RecurrentLayer& layer, const Scalar* d_gates) {
  const std::size_t size = static_cast<std::size_t>(layer.inputs) * static_cast<std::size_t>(layer.width);
  Scalar* sums = tape.scratch(size);
  kernels::fill(size, 0, sums);
  kernels::scatter_add_rows(layer.rows, static_cast<std::size_t>(layer.width), d_gates, layer.ids, sums);
  return sums;
}

// dx += d W_ih, d being gate gradients of the rows that the input half was computed for.
void add_input_gradient(Tape& tape, const RecurrentLayer& layer, Variable weight_ih, const Scalar* d, Scalar* dx) {
  const auto in = static_cast<int>(layer.x.columns());
  const PackedWeights transposed = pack_gates_transposed(tape, layer.cell, layer.hidden, weight_ih);
  kernels::GemmArguments product{.m = layer.inputs, .a = d, .lda = layer.width, .packed = transposed.data};
  product.accumulate = layer.symbols == nullptr;
  product.c =
      product.accumulate ? dx : tape.scratch(static_cast<std::size_t>(layer.inputs) * static_cast<std::size_t>(in));
  product.ldc = in;
  kernels::gemm(tape.pool(), transposed.shape, product);
  if (product.accumulate) return;
  kernels::scatter_add_rows(layer.inputs, static_cast<std::size_t>(in), product.c, layer.symbols, dx);
}

}  // namespace

void choose_symbols(Tape& tape, RecurrentLayer& layer, std::span<const std::int32_t> ids) {
  auto* place = tape.array<std::int32_t>(static_cast<std::size_t>(layer.inputs));
  std::fill_n(place, layer.inputs, -1);
  for (const std::int32_t id : ids) place[id] = 0;
  auto* symbols = tape.array<std::int32_t>(static_cast<std::size_t>(layer.inputs));
  int count = 0;
  for (std::int32_t id = 0; id < layer.inputs; ++id) {
    if (place[id] < 0) continue;
    symbols[count] = id;
    place[id] = count++;
  }
  if (count == layer.inputs) return;
  auto* places = tape.array<std::int32_t>(ids.size());
  for (std::size_t i = 0; i < ids.size(); ++i) places[i] = place[ids[i]];
  layer.symbols = symbols;
  layer.inputs = count;
  layer.ids = places;
}

Scalar* input_gates(Tape& tape, const RecurrentLayer& layer, const RecurrentWeights& weights) {
  const auto in = static_cast<int>(layer.x.columns());
  const std::size_t size = static_cast<std::size_t>(layer.inputs) * static_cast<std::size_t>(layer.width);
  const auto is_kept = [](Variable v) { return !v || v.state()->is_parameter; };
  const auto project = [&](Scalar* gates) {
    const PackedWeights packed = pack_gates(tape, layer.cell, layer.hidden, weights.weight_ih);
    kernels::GemmArguments product{.m = layer.inputs, .a = input_rows(tape, layer), .lda = in, .packed = packed.data};
    product.bias = input_bias(tape, layer, weights);
    product.c = gates;
    product.ldc = layer.width;
    kernels::gemm(tape.pool(), packed.shape, product);
  };
  if (layer.ids != nullptr && layer.symbols == nullptr && !tape.recording() &&
      is_kept_table(layer.inputs, layer.width) && is_kept(layer.x) && is_kept(weights.weight_ih) &&
      is_kept(weights.bias_ih) && is_kept(weights.bias_hh)) {
    const FormKey key{FormKind::projected_table,
                      layer.cell,
                      size,
                      {layer.x.state(), weights.bias_ih.state(), weights.bias_hh.state()}};
    return kept_form(*weights.weight_ih.state(), key, project);
  }
  Scalar* gates = tape.scratch(size);
  project(gates);
  return gates;
}

void backward_input(Tape& tape, const RecurrentLayer& layer, const RecurrentWeights& weights, const Scalar* d_gates) {
  const auto in = static_cast<int>(layer.x.columns());
  const bool by_symbol = layer.ids != nullptr;
  const Scalar* d = by_symbol ? sums_by_symbol(tape, layer, d_gates) : d_gates;
  add_weight_gradient(tape, layer, by_symbol ? layer.inputs : layer.live_count, d, by_symbol ? nullptr : layer.live,
                      layer.x.data(), in, by_symbol ? layer.symbols : layer.live, in, tape.grad(weights.weight_ih));
  if (Scalar* dx = tape.grad(layer.x)) add_input_gradient(tape, layer, weights.weight_ih, d, dx);
}

}  // namespace elman::ops
