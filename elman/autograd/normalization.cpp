#include "elman/autograd/normalization.h"

#include "elman/autograd/check.h"
#include "elman/autograd/ranges.h"
#include "elman/kernels/pointwise.h"

namespace elman::ops {

namespace {
std::size_t count(Variable x) { return static_cast<std::size_t>(x.value().size()); }
Scalar* values(Variable x) { return x.state()->value.data(); }
}  // namespace

Variable dropout(Tape& tape, Variable x, Scalar p) {
  if (!(p >= 0 && p < 1)) throw UsageError("dropout: p is " + std::to_string(p) + ", expected 0 <= p < 1");
  if (!tape.training() || p == 0) return x;
  Variable y = tape.make(x.shape(), x.requires_grad());
  Scalar* mask = tape.scratch(count(x));
  kernels::dropout(count(x), tape.next_dropout_key(), 0, p, x.data(), mask, values(y));
  // dx += dy mask
  if (y.requires_grad()) {
    tape.record([&tape, x, y, mask] {
      if (y.has_grad()) kernels::add_product(count(y), y.grad().data(), mask, tape.grad(x));
    });
  }
  return y;
}

Variable add_dropout(Tape& tape, Variable x, Variable y, Scalar p) {
  require_shape("add_dropout", "y", y, x.shape());
  if (!(p >= 0 && p < 1)) throw UsageError("add_dropout: p is " + std::to_string(p) + ", expected 0 <= p < 1");
  Variable sum = tape.make(x.shape(), x.requires_grad() || y.requires_grad());
  kernels::DropoutMask mask;
  if (tape.training() && p > 0) mask = {tape.next_dropout_key(), 0, p};
  for_ranges(tape, count(x), [&](std::size_t begin, std::size_t end) {
    kernels::add_dropout(end - begin, {mask.key, begin, mask.p}, x.data() + begin, y.data() + begin,
                         values(sum) + begin);
  });
  // dx += d, dy += d mask
  if (sum.requires_grad()) {
    tape.record([&tape, x, y, sum, mask] {
      if (!sum.has_grad()) return;
      const Scalar* d = sum.grad().data();
      const auto pass = [&](Variable to, Scalar rate) {
        const Tape::GradientTarget target = tape.grad_target(to);
        if (target.data == nullptr) return;
        for_ranges(tape, count(to), [&](std::size_t begin, std::size_t end) {
          kernels::dropout_backward(end - begin, {mask.key, begin, rate}, d + begin, target.accumulate,
                                    target.data + begin);
        });
      };
      pass(x, 0);
      pass(y, mask.p);
    });
  }
  return sum;
}

Variable layer_norm(Tape& tape, Variable x, Variable weight, Variable bias, Scalar epsilon) {
  const auto n = static_cast<int>(x.columns());
  const auto rows = static_cast<int>(x.rows());
  require_shape("layer_norm", "weight", weight, Shape{n});
  require_shape("layer_norm", "bias", bias, Shape{n});
  const bool requires_grad = x.requires_grad() || weight.requires_grad() || bias.requires_grad();
  Variable y = tape.make(x.shape(), requires_grad);
  Scalar* mean = tape.scratch(static_cast<std::size_t>(rows));
  Scalar* inverse_deviation = tape.scratch(static_cast<std::size_t>(rows));
  kernels::layer_norm(rows, n, x.data(), weight.data(), bias.data(), epsilon, values(y), mean, inverse_deviation);
  if (requires_grad) {
    tape.record([&tape, x, weight, bias, y, rows, n, mean, inverse_deviation] {
      if (!y.has_grad()) return;
      // The kernel adds to all three; what is not wanted goes to waste memory.
      const auto spare = [&tape](Variable v) {
        Scalar* d = tape.grad(v);
        if (d == nullptr) {
          d = tape.scratch(count(v));
          kernels::fill(count(v), 0, d);
        }
        return d;
      };
      kernels::layer_norm_backward(rows, n, x.data(), weight.data(), mean, inverse_deviation, y.grad().data(), spare(x),
                                   spare(weight), spare(bias));
    });
  }
  return y;
}

Variable softmax(Tape& tape, Variable x) {
  const auto n = static_cast<int>(x.columns());
  const auto rows = static_cast<int>(x.rows());
  Variable y = tape.make(x.shape(), x.requires_grad());
  kernels::softmax(rows, n, x.data(), values(y));
  if (y.requires_grad()) {
    tape.record([&tape, x, y, n, rows] {
      if (y.has_grad()) kernels::softmax_backward(rows, n, y.data(), y.grad().data(), tape.grad(x));
    });
  }
  return y;
}

Variable log_softmax(Tape& tape, Variable x) {
  const auto n = static_cast<int>(x.columns());
  const auto rows = static_cast<int>(x.rows());
  Variable y = tape.make(x.shape(), x.requires_grad());
  kernels::log_softmax(rows, n, x.data(), values(y));
  if (y.requires_grad()) {
    tape.record([&tape, x, y, n, rows] {
      if (y.has_grad()) kernels::log_softmax_backward(rows, n, y.data(), y.grad().data(), tape.grad(x));
    });
  }
  return y;
}

}  // namespace elman::ops
