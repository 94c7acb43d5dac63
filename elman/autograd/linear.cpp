#include "elman/autograd/linear.h"

#include "elman/autograd/check.h"
#include "elman/autograd/outer.h"
#include "elman/autograd/packing.h"
#include "elman/autograd/ranges.h"
#include "elman/kernels/gemm.h"

namespace elman::ops {

Variable linear(Tape& tape, Variable x, Variable weight, Variable bias) {
  return linear_rows(tape, x, weight, bias, 0, weight.rows());
}

Variable linear_rows(Tape& tape, Variable x, Variable weight, Variable bias, std::int64_t begin, std::int64_t end) {
  require_columns("linear", "x", x, weight.columns());
  if (bias) require_shape("linear", "bias", bias, Shape{weight.rows()});
  if (begin < 0 || end < begin || end > weight.rows()) {
    throw UsageError("linear: rows " + std::to_string(begin) + " to " + std::to_string(end) + " of weight, which has " +
                     std::to_string(weight.rows()));
  }
  const WeightRows part{begin, end};
  const auto rows = static_cast<int>(x.rows());
  const auto in = static_cast<int>(weight.columns());
  const auto out = static_cast<int>(end - begin);
  const PackedWeights packed = pack_linear(tape, weight, part);
  const bool requires_grad = x.requires_grad() || weight.requires_grad() || bias.requires_grad();
  Variable y = tape.make(x.shape().with_columns(out), requires_grad);

  // y = x W^T + b
  kernels::GemmArguments forward{.m = rows, .a = x.data(), .lda = in, .packed = packed.data};
  forward.bias = bias ? bias.data() + begin : nullptr;
  forward.c = y.state()->value.data();
  forward.ldc = out;
  kernels::gemm(tape.pool(), packed.shape, forward);

  // dx += dy W, dW += dy^T x, db += column sums of dy
  if (requires_grad) {
    tape.record([&tape, x, weight, bias, y, rows, in, out, part] {
      if (!y.has_grad()) return;
      const Scalar* dy = y.grad().data();
      if (const Tape::GradientTarget dx = tape.grad_target(x); dx.data != nullptr) {
        const PackedWeights transposed = pack_linear_transposed(tape, weight, part);
        kernels::GemmArguments back{.m = rows, .a = dy, .lda = out, .packed = transposed.data};
        back.accumulate = dx.accumulate;
        back.c = dx.data;
        back.ldc = in;
        kernels::gemm(tape.pool(), transposed.shape, back);
      }
      if (Scalar* dw = tape.grad(weight)) add_outer(tape, rows, out, in, dy, x.data(), dw + part.begin * in);
      if (Scalar* db = tape.grad(bias)) add_column_sums(tape, rows, out, dy, db + part.begin);
    });
  }
  return y;
}

Variable matmul(Tape& tape, Variable a, Variable b) {
  require_shape("matmul", "b", b, Shape{a.columns(), b.columns()});
  const auto rows = static_cast<int>(a.rows());
  const auto k = static_cast<int>(a.columns());
  const auto n = static_cast<int>(b.columns());
  const bool requires_grad = a.requires_grad() || b.requires_grad();
  Variable y = tape.make(Shape{rows, n}, requires_grad);

  // y = a b: the rows of b^T are the weights.
  const PackedWeights packed = pack_linear_transposed(tape, b);
  kernels::GemmArguments forward{.m = rows, .a = a.data(), .lda = k, .packed = packed.data};
  forward.c = y.state()->value.data();
  forward.ldc = n;
  kernels::gemm(tape.pool(), packed.shape, forward);

  // da += dy b^T, db += a^T dy
  if (requires_grad) {
    tape.record([&tape, a, b, y, rows, k, n] {
      if (!y.has_grad()) return;
      const Scalar* dy = y.grad().data();
      if (Scalar* da = tape.grad(a)) {
        const PackedWeights transposed = pack_linear(tape, b);
        kernels::GemmArguments back{.m = rows, .a = dy, .lda = n, .packed = transposed.data, .accumulate = true};
        back.c = da;
        back.ldc = k;
        kernels::gemm(tape.pool(), transposed.shape, back);
      }
      if (Scalar* db = tape.grad(b)) add_outer(tape, rows, k, n, a.data(), dy, db);
    });
  }
  return y;
}

}  // namespace elman::ops
