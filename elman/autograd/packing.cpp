#include "elman/autograd/packing.h"

#include "elman/autograd/kept_forms.h"

namespace elman {

namespace {

// A parameter keeps what it was packed into; anything else is packed into the step's memory. source() is asked for only
// then.
template <class Source>
PackedWeights packed(Tape& tape, Variable weight, FormKind kind, kernels::Cell cell, const kernels::PackedShape& shape,
                     const Source& source, WeightRows rows = {}) {
  const std::size_t size = kernels::packed_size(shape);
  const VariableState& state = *weight.state();
  const auto pack = [&](Scalar* to) { kernels::pack(tape.pool(), shape, source(), to); };
  if (state.forms != nullptr) return {shape, kept_form(state, {kind, cell, size, {}, rows.begin, rows.end}, pack)};
  Scalar* once = tape.scratch(size);
  pack(once);
  return {shape, once};
}

// Of a matrix its columns; of weights with more dimensions all but the first, side by side.
int inputs_of(Variable weight) {
  const bool is_matrix = weight.shape().rank() <= 2;
  return static_cast<int>(is_matrix ? weight.columns() : weight.value().size() / weight.shape()[0]);
}

}  // namespace

PackedWeights pack_linear(Tape& tape, Variable weight, WeightRows rows) {
  const auto out = static_cast<int>(rows.end - rows.begin);
  const int in = inputs_of(weight);
  const kernels::PackSource source{.w = weight.data() + rows.begin * in, .row_stride = in, .column_stride = 1};
  return packed(
      tape, weight, FormKind::linear, kernels::Cell::rnn_tanh, {out, in}, [&] { return source; }, rows);
}

PackedWeights pack_linear_transposed(Tape& tape, Variable weight, WeightRows rows) {
  const auto out = static_cast<int>(rows.end - rows.begin);
  const int in = inputs_of(weight);
  const kernels::PackSource source{.w = weight.data() + rows.begin * in, .row_stride = 1, .column_stride = in};
  return packed(
      tape, weight, FormKind::linear_transposed, kernels::Cell::rnn_tanh, {in, out}, [&] { return source; }, rows);
}

PackedWeights pack_gates(Tape& tape, kernels::Cell cell, int hidden_size, Variable weight) {
  const auto in = static_cast<int>(weight.columns());
  const int width = kernels::gate_width(cell, hidden_size);
  return packed(tape, weight, FormKind::gates, cell, {width, in, kernels::gate_vectors(cell)}, [&] {
    auto* map = tape.array<std::int32_t>(static_cast<std::size_t>(width));
    auto* scale = tape.array<Scalar>(static_cast<std::size_t>(width));
    kernels::gate_map(cell, hidden_size, map);
    kernels::gate_scale(cell, hidden_size, scale);
    return kernels::PackSource{
        .w = weight.data(), .row_stride = in, .column_stride = 1, .n_map = map, .n_scale = scale};
  });
}

PackedWeights pack_gates_transposed(Tape& tape, kernels::Cell cell, int hidden_size, Variable weight) {
  const auto in = static_cast<int>(weight.columns());
  const int width = kernels::gate_width(cell, hidden_size);
  return packed(tape, weight, FormKind::gates_transposed, cell, {in, width}, [&] {
    auto* map = tape.array<std::int32_t>(static_cast<std::size_t>(width));
    kernels::gate_map(cell, hidden_size, map);
    return kernels::PackSource{.w = weight.data(), .row_stride = 1, .column_stride = in, .k_map = map};
  });
}

}  // namespace elman
