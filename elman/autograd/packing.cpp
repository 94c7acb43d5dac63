#include "elman/autograd/packing.h"

namespace elman {

namespace {

enum Form { linear, linear_transposed, gates, gates_transposed };

// Packs into the parameter's cache where it is out of date, or into the step's memory.
PackedWeights packed(Tape& tape, Variable weight, int kind, const kernels::PackedShape& shape,
                     const kernels::PackSource& source) {
  const std::size_t size = kernels::packed_size(shape);
  VariableState* state = weight.state();
  if (state->packed_forms == nullptr) {
    Scalar* memory = tape.scratch(size);
    kernels::pack(shape, source, memory);
    return {shape, memory};
  }
  PackedForm* form = nullptr;
  for (PackedForm& candidate : *state->packed_forms) {
    if (candidate.kind == kind) form = &candidate;
  }
  if (form == nullptr) form = &state->packed_forms->emplace_back(PackedForm{kind, 0, {}});
  if (form->packed.size() != static_cast<std::int64_t>(size)) {
    form->packed = Tensor({static_cast<std::int64_t>(size)});
    form->version = 0;
  }
  if (form->version != state->version) {
    kernels::pack(shape, source, form->packed.data());
    form->version = state->version;
  }
  return {shape, form->packed.data()};
}

int kind_of(Form form, kernels::Cell cell = kernels::Cell::rnn_tanh) {
  return static_cast<int>(form) * 16 + static_cast<int>(cell);
}

}  // namespace

PackedWeights pack_linear(Tape& tape, Variable weight) {
  const auto out = static_cast<int>(weight.rows());
  const auto in = static_cast<int>(weight.columns());
  return packed(tape, weight, kind_of(linear), {out, in}, {.w = weight.data(), .row_stride = in, .column_stride = 1});
}

PackedWeights pack_linear_transposed(Tape& tape, Variable weight) {
  const auto out = static_cast<int>(weight.rows());
  const auto in = static_cast<int>(weight.columns());
  return packed(tape, weight, kind_of(linear_transposed), {in, out},
                {.w = weight.data(), .row_stride = 1, .column_stride = in});
}

PackedWeights pack_gates(Tape& tape, kernels::Cell cell, int hidden_size, Variable weight) {
  const auto in = static_cast<int>(weight.columns());
  const int width = kernels::gate_width(cell, hidden_size);
  auto* map = tape.array<std::int32_t>(static_cast<std::size_t>(width));
  auto* scale = tape.array<Scalar>(static_cast<std::size_t>(width));
  kernels::gate_map(cell, hidden_size, map);
  kernels::gate_scale(cell, hidden_size, scale);
  return packed(tape, weight, kind_of(gates, cell), {width, in, kernels::gate_vectors(cell)},
                {.w = weight.data(), .row_stride = in, .column_stride = 1, .n_map = map, .n_scale = scale});
}

PackedWeights pack_gates_transposed(Tape& tape, kernels::Cell cell, int hidden_size, Variable weight) {
  const auto in = static_cast<int>(weight.columns());
  const int width = kernels::gate_width(cell, hidden_size);
  auto* map = tape.array<std::int32_t>(static_cast<std::size_t>(width));
  kernels::gate_map(cell, hidden_size, map);
  return packed(tape, weight, kind_of(gates_transposed, cell), {in, width},
                {.w = weight.data(), .row_stride = 1, .column_stride = in, .k_map = map});
}

}  // namespace elman
