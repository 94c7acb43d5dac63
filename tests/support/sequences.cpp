#include "tests/support/sequences.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "tests/support/gradient_check.h"

namespace elman::test {

Sequences::Sequences(std::vector<std::int32_t> descending_lengths, bool padded)
    : lengths_(std::move(descending_lengths)) {
  std::int32_t next = 0;
  for (std::int32_t t = 0; t < lengths_[0]; ++t) {
    const auto alive =
        static_cast<std::int32_t>(std::ranges::count_if(lengths_, [t](std::int32_t length) { return length > t; }));
    first_.push_back(next);
    alive_.push_back(alive);
    next += padded ? static_cast<std::int32_t>(lengths_.size()) : alive;
  }
  rows_ = next;
}

Tensor Sequences::rows_from(const Sequences& other, const Tensor& x, Scalar elsewhere) const {
  const std::int64_t columns = x.shape().columns();
  Tensor result = Tensor::full({rows_, columns}, elsewhere);
  for (int t = 0; t < count(); ++t) {
    for (int b = 0; b < alive_[static_cast<std::size_t>(t)]; ++b) {
      std::copy_n(x.data() + other.row(t, b) * columns, columns, result.data() + row(t, b) * columns);
    }
  }
  return result;
}

Tensor Sequences::item_rows(const Tensor& x, int batch_index) const {
  const std::int64_t columns = x.shape().columns();
  const std::int32_t length = lengths_[static_cast<std::size_t>(batch_index)];
  Tensor result({length, columns});
  for (std::int32_t t = 0; t < length; ++t) {
    std::copy_n(x.data() + row(t, batch_index) * columns, columns, result.data() + t * columns);
  }
  return result;
}

std::vector<Tensor> random_recurrent_weights(kernels::Cell cell, std::int64_t input, std::int64_t hidden, bool bias,
                                             std::uint64_t seed) {
  const std::int64_t gates = kernels::gate_count(cell) * hidden;
  const Scalar bound = 1 / std::sqrt(static_cast<Scalar>(hidden));
  std::vector<Tensor> weights{random_tensor({gates, input}, seed, -bound, bound),
                              random_tensor({gates, hidden}, seed + 1, -bound, bound)};
  if (bias) {
    weights.push_back(random_tensor({gates}, seed + 2, -bound, bound));
    weights.push_back(random_tensor({gates}, seed + 3, -bound, bound));
  }
  return weights;
}

ops::RecurrentWeights as_weights(std::span<const Variable> variables, bool bias) {
  ops::RecurrentWeights weights{variables[0], variables[1], {}, {}};
  if (bias) {
    weights.bias_ih = variables[2];
    weights.bias_hh = variables[3];
  }
  return weights;
}

const char* name_of(kernels::Cell cell) {
  switch (cell) {
    case kernels::Cell::rnn_tanh:
      return "RNN tanh";
    case kernels::Cell::rnn_relu:
      return "RNN relu";
    case kernels::Cell::lstm:
      return "LSTM";
    case kernels::Cell::gru:
      return "GRU";
  }
  return "?";
}

}  // namespace elman::test
