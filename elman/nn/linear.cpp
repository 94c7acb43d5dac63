#include "elman/nn/linear.h"

#include <cmath>

#include "elman/autograd/ops.h"

namespace elman::nn {

namespace {
Scalar fan_in_bound(std::int64_t in) { return Scalar(1) / std::sqrt(static_cast<Scalar>(in)); }
}  // namespace

Linear::Linear(std::int64_t in, std::int64_t out, bool with_bias, const Initializer& init)
    : weight(add_parameter("weight", init.uniform({out, in}, fan_in_bound(in)))),
      bias(with_bias ? add_parameter("bias", init.uniform({out}, fan_in_bound(in))) : Parameter()) {}

Variable Linear::forward(Tape& tape, Variable x) const { return ops::linear(tape, x, weight, bias); }

Embedding::Embedding(std::int64_t symbols, std::int64_t size, const Initializer& init, Scalar deviation)
    : weight(add_parameter("weight", init.normal({symbols, size}, deviation))) {}

Variable Embedding::forward(Tape& tape, std::span<const std::int32_t> ids) const {
  return ops::index_rows(tape, weight, ids);
}

Variable Dropout::forward(Tape& tape, Variable x) const { return ops::dropout(tape, x, p_); }

LayerNorm::LayerNorm(std::int64_t size, const Initializer& init, Scalar epsilon)
    : weight(add_parameter("weight", init.constant({size}, 1))),
      bias(add_parameter("bias", init.constant({size}, 0))),
      epsilon_(epsilon) {}

Variable LayerNorm::forward(Tape& tape, Variable x) const { return ops::layer_norm(tape, x, weight, bias, epsilon_); }

}  // namespace elman::nn
