// Batches of sequences of unequal length, for tests of what computes over them.
#pragma once

#include <cstdint>
#include <vector>

#include "elman/autograd/recurrent.h"
#include "elman/steps.h"

namespace elman::test {

// Longest first, as compact rows or as padded ones.
class Sequences {
 public:
  Sequences(std::vector<std::int32_t> descending_lengths, bool padded);

  Steps steps() const { return {static_cast<int>(first_.size()), first_.data(), alive_.data()}; }
  const std::vector<std::int32_t>& lengths() const { return lengths_; }
  int batch() const { return static_cast<int>(lengths_.size()); }
  int count() const { return static_cast<int>(first_.size()); }
  // Of the buffers that go with steps().
  int rows() const { return rows_; }
  int row(int step, int batch_index) const { return first_[static_cast<std::size_t>(step)] + batch_index; }

  // The same sequences in another layout: rows of `x`, which go with `other`. Rows that no step owns get `elsewhere`.
  Tensor rows_from(const Sequences& other, const Tensor& x, Scalar elsewhere) const;
  // The rows of one sequence.
  Tensor item_rows(const Tensor& x, int batch_index) const;

 private:
  std::vector<std::int32_t> lengths_;
  std::vector<std::int32_t> first_;
  std::vector<std::int32_t> alive_;
  int rows_ = 0;
};

// Random tensors of one direction's weights: weight_ih, weight_hh and, with bias, bias_ih, bias_hh.
std::vector<Tensor> random_recurrent_weights(kernels::Cell cell, std::int64_t input, std::int64_t hidden, bool bias,
                                             std::uint64_t seed);

// The first of `variables`, in that order.
ops::RecurrentWeights as_weights(std::span<const Variable> variables, bool bias);

const char* name_of(kernels::Cell cell);

constexpr kernels::Cell all_cells[] = {kernels::Cell::rnn_tanh, kernels::Cell::rnn_relu, kernels::Cell::lstm,
                                       kernels::Cell::gru};

}  // namespace elman::test
