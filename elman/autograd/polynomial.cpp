#include "elman/autograd/polynomial.h"

#include <algorithm>

#include "elman/error.h"
#include "elman/kernels/polynomial.h"

namespace elman::ops {

Variable monomials(Tape& tape, Variable x, std::span<const std::int32_t> first, std::span<const std::int32_t> factors) {
  const auto rows = static_cast<int>(x.rows());
  const auto n = static_cast<int>(x.columns());
  const auto terms = static_cast<int>(first.size()) - 1;
  if (terms < 0 || first.front() != 0 || first.back() != static_cast<std::int32_t>(factors.size()) ||
      !std::is_sorted(first.begin(), first.end())) {
    throw UsageError("monomials: the terms do not cover their factors");
  }
  for (const std::int32_t factor : factors) {
    if (factor < 0 || factor >= n) {
      throw UsageError("monomials: a factor is column " + std::to_string(factor) + " of " + std::to_string(n));
    }
  }
  const kernels::Monomials kept{.count = terms, .first = tape.keep(first).data(), .factor = tape.keep(factors).data()};
  Variable y = tape.make(Shape{rows, terms}, x.requires_grad());
  kernels::monomials(kept, rows, n, x.data(), y.state()->value.data());
  if (y.requires_grad()) {
    tape.record([&tape, kept, x, y, rows, n] {
      if (y.has_grad()) kernels::monomials_backward(kept, rows, n, x.data(), y.grad().data(), tape.grad(x));
    });
  }
  return y;
}

}  // namespace elman::ops
