#include "elman/autograd/elementwise.h"

#include <algorithm>
#include <string>

#include "elman/autograd/check.h"
#include "elman/error.h"
#include "elman/kernels/pointwise.h"

namespace elman::ops {

namespace {

using Forward = void (*)(std::size_t, const Scalar*, Scalar*);
using Backward = void (*)(std::size_t, const Scalar*, const Scalar*, Scalar*);

std::size_t count(Variable x) { return static_cast<std::size_t>(x.value().size()); }
Scalar* values(Variable x) { return x.state()->value.data(); }

// y = f(x), dx += dy f'(x) with f' from y.
Variable activation(Tape& tape, Variable x, Forward forward, Backward backward) {
  Variable y = tape.make(x.shape(), x.requires_grad());
  forward(count(x), x.data(), values(y));
  if (x.requires_grad()) {
    tape.record([&tape, x, y, backward] {
      if (y.has_grad()) backward(count(y), y.data(), y.grad().data(), tape.grad(x));
    });
  }
  return y;
}

// y = a + factor * b.
Variable add_with_factor(Tape& tape, const char* op, Variable a, Variable b, Scalar factor) {
  require_shape(op, "b", b, a.shape());
  Variable y = tape.make(a.shape(), a.requires_grad() || b.requires_grad());
  std::copy_n(a.data(), count(y), values(y));
  kernels::add_scaled(count(y), factor, b.data(), values(y));
  if (y.requires_grad()) {
    tape.record([&tape, a, b, y, factor] {
      if (!y.has_grad()) return;
      if (Scalar* da = tape.grad(a)) kernels::add_scaled(count(y), 1, y.grad().data(), da);
      if (Scalar* db = tape.grad(b)) kernels::add_scaled(count(y), factor, y.grad().data(), db);
    });
  }
  return y;
}

}  // namespace

Variable tanh(Tape& tape, Variable x) { return activation(tape, x, kernels::tanh, kernels::tanh_backward); }

Variable sigmoid(Tape& tape, Variable x) { return activation(tape, x, kernels::sigmoid, kernels::sigmoid_backward); }

Variable relu(Tape& tape, Variable x) { return activation(tape, x, kernels::relu, kernels::relu_backward); }

Variable gelu(Tape& tape, Variable x) {
  Variable y = tape.make(x.shape(), x.requires_grad());
  kernels::gelu(count(x), x.data(), values(y));
  if (x.requires_grad()) {
    tape.record([&tape, x, y] {
      if (y.has_grad()) kernels::gelu_backward(count(y), x.data(), y.grad().data(), tape.grad(x));
    });
  }
  return y;
}

Variable add(Tape& tape, Variable a, Variable b) { return add_with_factor(tape, "add", a, b, 1); }

Variable subtract(Tape& tape, Variable a, Variable b) { return add_with_factor(tape, "subtract", a, b, -1); }

Variable multiply(Tape& tape, Variable a, Variable b) {
  require_shape("multiply", "b", b, a.shape());
  Variable y = tape.make(a.shape(), a.requires_grad() || b.requires_grad());
  kernels::multiply(count(y), a.data(), b.data(), values(y));
  // da += dy b, db += dy a
  if (y.requires_grad()) {
    tape.record([&tape, a, b, y] {
      if (!y.has_grad()) return;
      if (Scalar* da = tape.grad(a)) kernels::add_product(count(y), y.grad().data(), b.data(), da);
      if (Scalar* db = tape.grad(b)) kernels::add_product(count(y), y.grad().data(), a.data(), db);
    });
  }
  return y;
}

Variable scale(Tape& tape, Variable x, Scalar factor, Scalar offset) {
  Variable y = tape.make(x.shape(), x.requires_grad());
  kernels::fill(count(y), offset, values(y));
  kernels::add_scaled(count(y), factor, x.data(), values(y));
  if (y.requires_grad()) {
    tape.record([&tape, x, y, factor] {
      if (y.has_grad()) kernels::add_scaled(count(y), factor, y.grad().data(), tape.grad(x));
    });
  }
  return y;
}

Variable limit(Tape& tape, Variable x, std::span<const Scalar> lower, std::span<const Scalar> upper) {
  const auto columns = static_cast<std::size_t>(x.columns());
  if (lower.size() != columns || upper.size() != columns) {
    throw UsageError("limit: found " + std::to_string(lower.size()) + " lower and " + std::to_string(upper.size()) +
                     " upper limits, expected one for each of " + std::to_string(columns) + " columns");
  }
  const std::size_t rows = columns == 0 ? 0 : count(x) / columns;
  Variable y = tape.make(x.shape(), x.requires_grad());
  kernels::limit(rows, columns, lower.data(), upper.data(), x.data(), values(y));
  if (y.requires_grad()) {
    Scalar* low = std::copy(lower.begin(), lower.end(), tape.array<Scalar>(2 * columns)) - columns;
    Scalar* high = std::copy(upper.begin(), upper.end(), low + columns) - columns;
    tape.record([&tape, x, y, rows, columns, low, high] {
      if (y.has_grad()) kernels::limit_backward(rows, columns, low, high, x.data(), y.grad().data(), tape.grad(x));
    });
  }
  return y;
}

Variable sum(Tape& tape, Variable x) {
  Variable y = tape.make(Shape{}, x.requires_grad());
  values(y)[0] = static_cast<Scalar>(kernels::sum(count(x), x.data()));
  if (y.requires_grad()) {
    tape.record([&tape, x, y] {
      if (y.has_grad()) kernels::add_constant(count(x), y.grad()[0], tape.grad(x));
    });
  }
  return y;
}

Variable mean(Tape& tape, Variable x) {
  return scale(tape, sum(tape, x), Scalar(1) / static_cast<Scalar>(x.value().size()));
}

}  // namespace elman::ops
