#include "elman/autograd/feed_forward.h"

#include <algorithm>

#include "elman/autograd/check.h"
#include "elman/autograd/packing.h"
#include "elman/autograd/ranges.h"
#include "elman/kernels/gemm.h"
#include "elman/kernels/pointwise.h"

namespace elman::ops {

namespace {

// Rows at a time: as many as kernels::outer sums in one go.
constexpr int block_rows = 400;

struct FeedForward {
  Variable x = {};
  Variable y = {};
  FeedForwardWeights weights = {};
  Activation activation = Activation::relu;
  kernels::DropoutMask mask = {};
  int rows = 0;
  int in = 0;
  int between = 0;
  int out = 0;
  Scalar* slope = nullptr;   // (rows, between) mask * gelu'(x W1^T + b1), for its gradient; null if that is not kept
  Scalar* active = nullptr;  // (rows, between) what goes into the second map; null if nothing is kept

  std::ptrdiff_t place(int row) const { return static_cast<std::ptrdiff_t>(row) * between; }
  // The mask of the elements from `begin` on of the block that begins at a row.
  kernels::DropoutMask mask_at(int row, std::size_t begin) const {
    return {mask.key, static_cast<std::uint64_t>(place(row)) + begin, mask.p};
  }
};

void multiply(Tape& tape, const PackedWeights& packed, int rows, const Scalar* a, Variable bias, bool accumulate,
              Scalar* c) {
  kernels::GemmArguments product{.m = rows, .a = a, .lda = packed.shape.k, .packed = packed.data};
  product.bias = bias ? bias.data() : nullptr;
  product.accumulate = accumulate;
  product.c = c;
  product.ldc = packed.shape.n;
  kernels::gemm(tape.pool(), packed.shape, product);
}

// dW += a^T x, db += column sums of a, for a (rows, n) and x (rows, k).
void add_gradients(Tape& tape, int rows, const Scalar* a, int n, const Scalar* x, int k, Scalar* dw, Scalar* db,
                   Scalar* scratch) {
  if (db != nullptr) add_column_sums(tape, rows, n, a, db);
  if (dw == nullptr) return;
  kernels::OuterArguments outer{.rows = rows, .n = n, .k = k, .a = a, .lda = n};
  outer.x = x;
  outer.ldx = k;
  outer.c = dw;
  outer.ldc = k;
  outer.scratch = scratch;
  kernels::outer(tape.pool(), outer);
}

// What is hidden becomes gelu's slope if that is kept.
void activate(Tape& tape, const FeedForward& f, int row, int count, Scalar* hidden, Scalar* active) {
  const auto apply = f.activation == Activation::relu ? kernels::relu_dropout : kernels::gelu_dropout;
  for_ranges(tape, static_cast<std::size_t>(f.place(count)), [&](std::size_t begin, std::size_t end) {
    const kernels::DropoutMask mask = f.mask_at(row, begin);
    if (f.slope == nullptr) return apply(end - begin, mask, hidden + begin, active + begin);
    kernels::gelu_dropout_slope(end - begin, mask, hidden + begin, active + begin, hidden + begin);
  });
}

// From the gradient of what is active to that of what is hidden, in its place.
void activate_backward(Tape& tape, const FeedForward& f, int row, int count, Scalar* d) {
  const Scalar* kept = (f.slope == nullptr ? f.active : f.slope) + f.place(row);
  for_ranges(tape, static_cast<std::size_t>(f.place(count)), [&](std::size_t begin, std::size_t end) {
    if (f.slope == nullptr) {
      kernels::relu_dropout_backward(end - begin, f.mask_at(row, begin), kept + begin, d + begin, d + begin);
    } else {
      kernels::multiply(end - begin, kept + begin, d + begin, d + begin);
    }
  });
}

void forward(Tape& tape, const FeedForward& f) {
  const PackedWeights first = pack_linear(tape, f.weights.weight1);
  const PackedWeights second = pack_linear(tape, f.weights.weight2);
  Scalar* block =
      f.active != nullptr ? nullptr : tape.scratch(static_cast<std::size_t>(f.place(std::min(f.rows, block_rows))));
  Scalar* y = f.y.state()->value.data();
  for (int row = 0; row < f.rows; row += block_rows) {
    const int count = std::min(block_rows, f.rows - row);
    Scalar* active = f.active != nullptr ? f.active + f.place(row) : block;
    Scalar* hidden = f.slope != nullptr ? f.slope + f.place(row) : active;
    multiply(tape, first, count, f.x.data() + std::ptrdiff_t{row} * f.in, f.weights.bias1, false, hidden);
    activate(tape, f, row, count, hidden, active);
    multiply(tape, second, count, active, f.weights.bias2, false, y + std::ptrdiff_t{row} * f.out);
  }
}

void backward(Tape& tape, const FeedForward& f) {
  const PackedWeights first = pack_linear_transposed(tape, f.weights.weight1);
  const PackedWeights second = pack_linear_transposed(tape, f.weights.weight2);
  const int most = std::min(f.rows, block_rows);
  Scalar* d_hidden = tape.scratch(static_cast<std::size_t>(f.place(most)));
  Scalar* scratch = tape.scratch(std::max(kernels::outer_scratch_size(tape.pool(), most, f.between, f.in),
                                          kernels::outer_scratch_size(tape.pool(), most, f.out, f.between)));
  const Tape::GradientTarget dx = tape.grad_target(f.x);
  Scalar* d_weight1 = tape.grad(f.weights.weight1);
  Scalar* d_bias1 = tape.grad(f.weights.bias1);
  Scalar* d_weight2 = tape.grad(f.weights.weight2);
  Scalar* d_bias2 = tape.grad(f.weights.bias2);
  for (int row = 0; row < f.rows; row += block_rows) {
    const int count = std::min(block_rows, f.rows - row);
    const Scalar* dy = f.y.grad().data() + std::ptrdiff_t{row} * f.out;
    const Scalar* x = f.x.data() + std::ptrdiff_t{row} * f.in;
    add_gradients(tape, count, dy, f.out, f.active + f.place(row), f.between, d_weight2, d_bias2, scratch);
    multiply(tape, second, count, dy, {}, false, d_hidden);
    activate_backward(tape, f, row, count, d_hidden);
    add_gradients(tape, count, d_hidden, f.between, x, f.in, d_weight1, d_bias1, scratch);
    if (dx.data != nullptr) {
      multiply(tape, first, count, d_hidden, {}, dx.accumulate, dx.data + std::ptrdiff_t{row} * f.in);
    }
  }
}

void check(Variable x, const FeedForwardWeights& weights, Scalar dropout) {
  require_columns("feed_forward", "x", x, weights.weight1.columns());
  require_columns("feed_forward", "weight2", weights.weight2, weights.weight1.rows());
  require_shape("feed_forward", "bias1", weights.bias1, Shape{weights.weight1.rows()});
  require_shape("feed_forward", "bias2", weights.bias2, Shape{weights.weight2.rows()});
  if (!(dropout >= 0 && dropout < 1)) {
    throw UsageError("feed_forward: dropout is " + std::to_string(dropout) + ", expected 0 <= p < 1");
  }
}

}  // namespace

Variable feed_forward(Tape& tape, Variable x, const FeedForwardWeights& weights, Activation activation,
                      Scalar dropout) {
  check(x, weights, dropout);
  const bool requires_grad = x.requires_grad() || weights.weight1.requires_grad() || weights.bias1.requires_grad() ||
                             weights.weight2.requires_grad() || weights.bias2.requires_grad();
  FeedForward f{.x = x, .weights = weights, .activation = activation};
  f.y = tape.make(x.shape().with_columns(weights.weight2.rows()), requires_grad);
  f.rows = static_cast<int>(x.rows());
  f.in = static_cast<int>(x.columns());
  f.between = static_cast<int>(weights.weight1.rows());
  f.out = static_cast<int>(weights.weight2.rows());
  if (tape.training() && dropout > 0) f.mask = {tape.next_dropout_key(), 0, dropout};
  const auto size = static_cast<std::size_t>(f.place(f.rows));
  if (f.y.requires_grad()) {
    f.active = tape.scratch(size);
    if (activation == Activation::gelu) f.slope = tape.scratch(size);
  }
  forward(tape, f);
  if (f.y.requires_grad()) {
    tape.record([&tape, f] {
      if (f.y.has_grad()) backward(tape, f);
    });
  }
  return f.y;
}

}  // namespace elman::ops
