#include "elman/autograd/convolution.h"

#include "elman/autograd/check.h"
#include "elman/autograd/outer.h"
#include "elman/autograd/packing.h"
#include "elman/autograd/ranges.h"
#include "elman/kernels/convolution.h"
#include "elman/kernels/gemm.h"

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
      if (Scalar* dw = tape.grad(weight)) add_outer(tape, rows, out, in, dy, unfolded, dw);
      if (Scalar* db = tape.grad(bias)) add_column_sums(tape, rows, out, dy, db);
    });
  }
  return y;
}

}  // namespace elman::ops
