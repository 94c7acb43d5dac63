#include "elman/autograd/convolution.h"

#include <algorithm>

#include "elman/autograd/check.h"
#include "elman/autograd/packing.h"
#include "elman/autograd/ranges.h"
#include "elman/kernels/convolution.h"
#include "elman/kernels/gemm.h"
#include "elman/kernels/polynomial.h"
#include "elman/kernels/rows.h"

namespace elman::ops {

namespace {

Scalar* values(Variable x) { return x.state()->value.data(); }

kernels::UnfoldShape shape_of(Variable x, Variable weight, Variable bias, int dilation) {
  if (x.shape().rank() != 3) throw_shape("conv1d", "x", x.shape(), "(time, batch, channels)");
  if (weight.shape().rank() != 3) throw_shape("conv1d", "weight", weight.shape(), "(out, channels, width)");
  require_columns("conv1d", "x", x, weight.shape()[1]);
  if (bias) require_shape("conv1d", "bias", bias, Shape{weight.shape()[0]});
  if (dilation < 1) throw UsageError("conv1d: dilation is " + std::to_string(dilation) + ", expected at least 1");
  const kernels::UnfoldShape shape{.time = static_cast<int>(x.shape()[0]),
                                   .batch = static_cast<int>(x.shape()[1]),
                                   .channels = static_cast<int>(x.columns()),
                                   .width = static_cast<int>(weight.columns()),
                                   .dilation = dilation};
  if (shape.out_time() < 1) {
    throw_shape("conv1d", "x", x.shape(), "at least " + std::to_string((shape.width - 1) * dilation + 1) + " steps");
  }
  return shape;
}

}  // namespace

Variable conv1d(Tape& tape, Variable x, Variable weight, Variable bias, int dilation) {
  const kernels::UnfoldShape shape = shape_of(x, weight, bias, dilation);
  const int rows = shape.out_time() * shape.batch;
  const int in = shape.channels * shape.width;
  const auto out = static_cast<int>(weight.shape()[0]);
  const WeightRows all{0, out};
  Scalar* unfolded = tape.scratch(static_cast<std::size_t>(rows) * static_cast<std::size_t>(in));
  kernels::unfold(shape, x.data(), unfolded);
  const bool requires_grad = x.requires_grad() || weight.requires_grad() || bias.requires_grad();
  Variable y = tape.make(Shape{shape.out_time(), shape.batch, out}, requires_grad);
  const PackedWeights packed = pack_linear(tape, weight, all);
  kernels::GemmArguments forward{.m = rows, .a = unfolded, .lda = in, .packed = packed.data};
  forward.bias = bias ? bias.data() : nullptr;
  forward.c = values(y);
  forward.ldc = out;
  kernels::gemm(tape.pool(), packed.shape, forward);

  // dx += fold(dy W), dW += dy^T unfolded, db += column sums of dy
  if (requires_grad) {
    tape.record([&tape, x, weight, bias, y, shape, rows, in, out, all, unfolded] {
      if (!y.has_grad()) return;
      const Scalar* dy = y.grad().data();
      if (Scalar* dx = tape.grad(x)) {
        const PackedWeights transposed = pack_linear_transposed(tape, weight, all);
        kernels::GemmArguments back{.m = rows, .a = dy, .lda = out, .packed = transposed.data};
        back.c = tape.scratch(static_cast<std::size_t>(rows) * static_cast<std::size_t>(in));
        back.ldc = in;
        kernels::gemm(tape.pool(), transposed.shape, back);
        kernels::unfold_backward(shape, back.c, dx);
      }
      if (Scalar* dw = tape.grad(weight)) {
        kernels::OuterArguments outer{.rows = rows, .n = out, .k = in, .a = dy, .lda = out};
        outer.x = unfolded;
        outer.ldx = in;
        outer.c = dw;
        outer.ldc = in;
        outer.scratch = tape.scratch(kernels::outer_scratch_size(tape.pool(), rows, out, in));
        kernels::outer(tape.pool(), outer);
      }
      if (Scalar* db = tape.grad(bias)) add_column_sums(tape, rows, out, dy, db);
    });
  }
  return y;
}

Variable replace_columns(Tape& tape, Variable x, std::span<const Replacement> replacements) {
  const std::int64_t rows = x.rows();
  const std::int64_t columns = x.columns();
  bool requires_grad = x.requires_grad();
  for (const Replacement& replacement : replacements) {
    const Variable value = replacement.value;
    if (value.rows() != rows) {
      throw_shape("replace_columns", "a value", value.shape(), std::to_string(rows) + " rows");
    }
    if (replacement.column < 0 || replacement.column + value.columns() > columns) {
      throw UsageError("replace_columns: columns " + std::to_string(replacement.column) + " to " +
                       std::to_string(replacement.column + value.columns()) + " of " + std::to_string(columns));
    }
    requires_grad = requires_grad || value.requires_grad();
  }
  auto* kept = tape.array<Replacement>(replacements.size());
  std::copy(replacements.begin(), replacements.end(), kept);
  const std::size_t count = replacements.size();
  Variable y = tape.make(x.shape(), requires_grad);
  std::copy_n(x.data(), x.value().size(), values(y));
  for (const Replacement& replacement : replacements) {
    const auto width = replacement.value.columns();
    kernels::copy_block(rows, static_cast<std::size_t>(width), replacement.value.data(), width,
                        values(y) + replacement.column, columns);
  }
  if (requires_grad) {
    tape.record([&tape, x, y, kept, count, rows, columns] {
      if (!y.has_grad()) return;
      Scalar* dy = y.state()->grad.data();
      // The last one to a column has it: from the end, each takes its gradient away.
      for (std::size_t i = count; i-- > 0;) {
        const auto width = static_cast<std::size_t>(kept[i].value.columns());
        if (Scalar* d_value = tape.grad(kept[i].value)) {
          kernels::add_block(rows, width, dy + kept[i].column, columns, d_value, kept[i].value.columns());
        }
        for (std::int64_t r = 0; r < rows; ++r) std::fill_n(dy + r * columns + kept[i].column, width, Scalar(0));
      }
      if (Scalar* dx = tape.grad(x)) {
        kernels::add_block(rows, static_cast<std::size_t>(columns), dy, columns, dx, columns);
      }
    });
  }
  return y;
}

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
  kernels::monomials(kept, rows, n, x.data(), values(y));
  if (y.requires_grad()) {
    tape.record([&tape, kept, x, y, rows, n] {
      if (y.has_grad()) kernels::monomials_backward(kept, rows, n, x.data(), y.grad().data(), tape.grad(x));
    });
  }
  return y;
}

}  // namespace elman::ops
