#include "elman/autograd/packing.h"

#include <algorithm>
#include <list>

namespace elman {

namespace {

// Packs into what the parameter keeps where that is out of date, or into the step's memory.
PackedWeights packed(Tape& tape, Variable weight, FormKind kind, kernels::Cell cell, const kernels::PackedShape& shape,
                     const kernels::PackSource& source) {
  const std::size_t size = kernels::packed_size(shape);
  VariableState* state = weight.state();
  const auto pack = [&](Scalar* to) { kernels::pack(tape.pool(), shape, source, to); };
  if (state->packed_forms != nullptr) return {shape, kept_form(*state, {kind, cell, {state->version}}, size, pack)};
  Scalar* once = tape.scratch(size);
  pack(once);
  return {shape, once};
}

}  // namespace

std::recursive_mutex& forms_mutex() {
  static std::recursive_mutex mutex;
  return mutex;
}

PackedForm& find_form(VariableState& parameter, const FormKey& key, std::size_t size) {
  const int number = static_cast<int>(key.kind) * 16 + static_cast<int>(key.cell);
  std::list<PackedForm>& forms = *parameter.packed_forms;
  auto form = std::find_if(forms.begin(), forms.end(), [&](const PackedForm& one) { return one.kind == number; });
  if (form == forms.end()) form = forms.insert(form, PackedForm{number, {}, {}});
  if (form->packed.size() != static_cast<std::int64_t>(size)) {
    form->versions = {};
    form->packed = Tensor({static_cast<std::int64_t>(size)});
  }
  return *form;
}

PackedWeights pack_linear(Tape& tape, Variable weight) {
  const auto out = static_cast<int>(weight.rows());
  const auto in = static_cast<int>(weight.columns());
  return packed(tape, weight, FormKind::linear, kernels::Cell::rnn_tanh, {out, in},
                {.w = weight.data(), .row_stride = in, .column_stride = 1});
}

PackedWeights pack_linear_transposed(Tape& tape, Variable weight) {
  const auto out = static_cast<int>(weight.rows());
  const auto in = static_cast<int>(weight.columns());
  return packed(tape, weight, FormKind::linear_transposed, kernels::Cell::rnn_tanh, {in, out},
                {.w = weight.data(), .row_stride = 1, .column_stride = in});
}

PackedWeights pack_gates(Tape& tape, kernels::Cell cell, int hidden_size, Variable weight) {
  const auto in = static_cast<int>(weight.columns());
  const int width = kernels::gate_width(cell, hidden_size);
  auto* map = tape.array<std::int32_t>(static_cast<std::size_t>(width));
  auto* scale = tape.array<Scalar>(static_cast<std::size_t>(width));
  kernels::gate_map(cell, hidden_size, map);
  kernels::gate_scale(cell, hidden_size, scale);
  return packed(tape, weight, FormKind::gates, cell, {width, in, kernels::gate_vectors(cell)},
                {.w = weight.data(), .row_stride = in, .column_stride = 1, .n_map = map, .n_scale = scale});
}

PackedWeights pack_gates_transposed(Tape& tape, kernels::Cell cell, int hidden_size, Variable weight) {
  const auto in = static_cast<int>(weight.columns());
  const int width = kernels::gate_width(cell, hidden_size);
  auto* map = tape.array<std::int32_t>(static_cast<std::size_t>(width));
  kernels::gate_map(cell, hidden_size, map);
  return packed(tape, weight, FormKind::gates_transposed, cell, {in, width},
                {.w = weight.data(), .row_stride = 1, .column_stride = in, .k_map = map});
}

}  // namespace elman
