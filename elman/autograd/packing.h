// Weights in the layouts that the kernels want: packed once per update for parameters, once per use for anything else.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <mutex>

#include "elman/autograd/tape.h"
#include "elman/kernels/gemm.h"
#include "elman/kernels/recurrent.h"

namespace elman {

enum class FormKind { linear, linear_transposed, gates, gates_transposed, projected_table };

// What is made of parameters of those versions, to be kept with one of them.
struct FormKey {
  FormKind kind;
  kernels::Cell cell = kernels::Cell::rnn_tanh;
  std::array<std::uint64_t, 4> versions = {};  // 0 where there are fewer
};

// Kept forms are looked for and made by one thread at a time; several may compute with the same weights.
std::recursive_mutex& forms_mutex();
// The parameter's form of that kind, of `size` scalars; with no versions where it is new.
PackedForm& find_form(VariableState& parameter, const FormKey& key, std::size_t size);

// The scalars of that form. fill(scalars) makes them where parameters have changed since.
template <class Fill>
Scalar* kept_form(VariableState& parameter, const FormKey& key, std::size_t size, const Fill& fill) {
  const std::lock_guard<std::recursive_mutex> lock(forms_mutex());
  PackedForm& form = find_form(parameter, key, size);
  if (form.versions != key.versions) {
    form.versions = {};  // of nothing, should fill() not come to its end
    fill(form.packed.data());
    form.versions = key.versions;
  }
  return form.packed.data();
}

struct PackedWeights {
  kernels::PackedShape shape;
  const Scalar* data = nullptr;
};

// W (out, in), for y = x W^T.
PackedWeights pack_linear(Tape& tape, Variable weight);
// W (out, in), for dx = dy W.
PackedWeights pack_linear_transposed(Tape& tape, Variable weight);
// W_ih (gates * H, in) or W_hh (gates * H, H) in gate order and scaled, for gates = x W^T.
PackedWeights pack_gates(Tape& tape, kernels::Cell cell, int hidden_size, Variable weight);
// The same, for dx = d_gates W: not scaled.
PackedWeights pack_gates_transposed(Tape& tape, kernels::Cell cell, int hidden_size, Variable weight);

}  // namespace elman
