#include "elman/autograd/normalization.h"

#include <algorithm>
#include <string>
#include <utility>

#include "elman/autograd/check.h"
#include "elman/autograd/ranges.h"
#include "elman/kernels/pointwise.h"

namespace elman::ops {

namespace {

void require_probability(const char* op, Scalar p) {
  if (!(p >= 0 && p < 1)) throw UsageError(std::string(op) + ": p is " + std::to_string(p) + ", expected 0 <= p < 1");
}

std::size_t count(Variable x) { return static_cast<std::size_t>(x.value().size()); }
Scalar* values(Variable x) { return x.state()->value.data(); }
}  // namespace

Variable dropout(Tape& tape, Variable x, Scalar p) {
  require_probability("dropout", p);
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

Variable variational_dropout(Tape& tape, Variable x, const Steps& steps, Scalar p) {
  require_probability("variational_dropout", p);
  if (!tape.training() || p == 0) return x;
  const auto n = static_cast<std::size_t>(x.columns());
  const std::size_t mask_size = static_cast<std::size_t>(steps.batch()) * n;
  Scalar* mask = tape.scratch(mask_size);
  kernels::fill(mask_size, 1, mask);
  kernels::dropout(mask_size, tape.next_dropout_key(), 0, p, mask, tape.scratch(mask_size), mask);
  Variable y = tape.make(x.shape(), x.requires_grad());
  const Steps kept = tape.keep(steps);
  const auto of_step = [kept, n](int t) {
    return std::pair(static_cast<std::size_t>(kept.first[t]) * n, static_cast<std::size_t>(kept.alive[t]) * n);
  };
  for (int t = 0; t < kept.count; ++t) {
    const auto [first, size] = of_step(t);
    kernels::multiply(size, x.data() + first, mask, values(y) + first);
  }
  // dx += dy mask
  if (y.requires_grad()) {
    tape.record([&tape, x, y, mask, kept, of_step] {
      if (!y.has_grad()) return;
      Scalar* dx = tape.grad(x);
      for (int t = 0; t < kept.count; ++t) {
        const auto [first, size] = of_step(t);
        kernels::add_product(size, y.grad().data() + first, mask, dx + first);
      }
    });
  }
  return y;
}

Variable add_dropout(Tape& tape, Variable x, Variable y, Scalar p) {
  require_shape("add_dropout", "y", y, x.shape());
  require_probability("add_dropout", p);
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

namespace {

struct LayerNorm {
  Variable x, weight, bias, y;
  int rows;
  int n;
  Scalar* mean;
  Scalar* inverse_deviation;
};

// Parameters' gradients are summed over so many rows at a time, and then over these sums, in order: whoever adds them
// up, the bits are the same.
constexpr int rows_at_once = 256;

void layer_norm_backward(Tape& tape, const LayerNorm& l) {
  const auto n = static_cast<std::size_t>(l.n);
  const int parts = (l.rows + rows_at_once - 1) / rows_at_once;
  // For each part d_weight and d_bias.
  Scalar* sums = tape.scratch(2 * n * static_cast<std::size_t>(parts));
  kernels::fill(2 * n * static_cast<std::size_t>(parts), 0, sums);
  // The kernel adds to x's gradient; if that is not wanted it goes to waste memory.
  Scalar* dx = tape.grad(l.x);
  if (dx == nullptr) {
    dx = tape.scratch(count(l.x));
    kernels::fill(count(l.x), 0, dx);
  }
  system::ThreadPool* pool = is_worth_sharing(count(l.x)) ? &tape.pool() : nullptr;
  system::run_tasks(pool, parts, [&](int part, int) {
    const int row = part * rows_at_once;
    const std::ptrdiff_t first = static_cast<std::ptrdiff_t>(row) * l.n;
    Scalar* own = sums + 2 * n * static_cast<std::size_t>(part);
    kernels::layer_norm_backward(std::min(rows_at_once, l.rows - row), l.n, l.x.data() + first, l.weight.data(),
                                 l.mean + row, l.inverse_deviation + row, l.y.grad().data() + first, dx + first, own,
                                 own + n);
  });
  Scalar* d_weight = tape.grad(l.weight);
  Scalar* d_bias = tape.grad(l.bias);
  for (int part = 0; part < parts; ++part, sums += 2 * n) {
    if (d_weight != nullptr) kernels::add_scaled(n, 1, sums, d_weight);
    if (d_bias != nullptr) kernels::add_scaled(n, 1, sums + n, d_bias);
  }
}

}  // namespace

Variable layer_norm(Tape& tape, Variable x, Variable weight, Variable bias, Scalar epsilon) {
  const auto n = static_cast<int>(x.columns());
  const auto rows = static_cast<int>(x.rows());
  require_shape("layer_norm", "weight", weight, Shape{n});
  require_shape("layer_norm", "bias", bias, Shape{n});
  const bool requires_grad = x.requires_grad() || weight.requires_grad() || bias.requires_grad();
  Variable y = tape.make(x.shape(), requires_grad);
  const LayerNorm l{x,
                    weight,
                    bias,
                    y,
                    rows,
                    n,
                    tape.scratch(static_cast<std::size_t>(rows)),
                    tape.scratch(static_cast<std::size_t>(rows))};
  const auto normalise = [&](std::size_t begin, std::size_t end) {
    const std::size_t first = begin * static_cast<std::size_t>(n);
    kernels::layer_norm(static_cast<int>(end - begin), n, x.data() + first, weight.data(), bias.data(), epsilon,
                        values(y) + first, l.mean + begin, l.inverse_deviation + begin);
  };
  for_ranges(tape, static_cast<std::size_t>(rows), normalise, static_cast<std::size_t>(n));
  if (requires_grad) {
    tape.record([&tape, l] {
      if (l.y.has_grad()) layer_norm_backward(tape, l);
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
