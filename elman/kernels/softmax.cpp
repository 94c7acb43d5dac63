#include <cmath>

#include "elman/kernels/pointwise.h"

#define HWY_TARGET_INCLUDE "elman/kernels/softmax.cpp"
#include "elman/kernels/dispatch.h"
#include "elman/kernels/rows-inl.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace elman::kernels::HWY_NAMESPACE {
namespace {

void log_softmax_rows(int rows, int n, const Scalar* x, Scalar* y) {
  const auto size = static_cast<std::size_t>(n);
  for (int r = 0; r < rows; ++r, x += n, y += n) {
    const Scalar largest = RowMaximum(size, x);
    const Vector maximum = hn::Set(Lanes(), largest);
    const Vector log_sum = hn::Set(Lanes(), std::log(ExpRow(size, x, largest, nullptr)));
    // In two steps: the sum of the two subtrahends would round away the smaller one.
    Map(size, x, y, [maximum, log_sum](Vector v) HWY_ATTR { return hn::Sub(hn::Sub(v, maximum), log_sum); });
  }
}

void softmax_one_row(int n, int alive, const Scalar* x, Scalar* y) {
  if (alive > 0) SoftmaxRow(static_cast<std::size_t>(alive), x, y);
  for (int j = alive; j < n; ++j) y[j] = 0;
}

void softmax_one_row_backward(int n, const Scalar* y, const Scalar* dy, Scalar* dx) {
  SoftmaxRowBackward(static_cast<std::size_t>(n), y, dy, dx);
}

// The sum of x[j] - shift.
HWY_INLINE Scalar sum_of_differences(std::size_t n, const Scalar* x, Scalar shift) {
  const Lanes d;
  const std::size_t lanes = hn::Lanes(d);
  const Vector offset = hn::Set(d, shift);
  Vector sum = hn::Zero(d);
  for (std::size_t i = 0; i < n; i += lanes) {
    const Vector v = i + lanes <= n ? hn::LoadU(d, x + i) : LoadTailOr(d, x + i, n - i, shift);
    sum = hn::Add(sum, hn::Sub(v, offset));
  }
  return Sum(d, sum);
}

void cross_entropy_rows(int rows, int n, const Scalar* logits, const std::int32_t* target, Scalar smoothing,
                        Scalar* probability, Scalar* loss) {
  const auto size = static_cast<std::size_t>(n);
  for (int r = 0; r < rows; ++r, logits += n, probability += n) {
    const Scalar largest = RowMaximum(size, logits);
    const Scalar wanted = logits[target[r]] - largest;
    const Scalar others = smoothing > 0 ? sum_of_differences(size, logits, largest) : 0;
    const Scalar sum = ExpRow(size, logits, largest, probability);
    ScaleRow(size, 1 / sum, probability);
    const Scalar log_sum = std::log(sum);
    // (1 - s) (log_sum - wanted) + s (log_sum - others / n)
    loss[r] = (1 - smoothing) * (log_sum - wanted);
    if (smoothing > 0) loss[r] += smoothing * (log_sum - others / static_cast<Scalar>(n));
  }
}

void cross_entropy_backward_rows(int rows, int n, const Scalar* probability, const std::int32_t* target,
                                 Scalar smoothing, const Scalar* factor, Scalar* d_logits) {
  const auto size = static_cast<std::size_t>(n);
  const Scalar uniform = smoothing / static_cast<Scalar>(n);
  const Vector other = hn::Set(Lanes(), uniform);
  for (int r = 0; r < rows; ++r, probability += n, d_logits += n) {
    const Vector f = hn::Set(Lanes(), factor[r]);
    const Scalar at_target = d_logits[target[r]];
    Map(size, probability, d_logits, d_logits,
        [f, other](Vector p, Vector d_logit) HWY_ATTR { return hn::MulAdd(f, hn::Sub(p, other), d_logit); });
    // Anew rather than corrected: p - 1 loses nothing where the model is nearly sure.
    d_logits[target[r]] = at_target + factor[r] * (probability[target[r]] - ((1 - smoothing) + uniform));
  }
}

}  // namespace
}  // namespace elman::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace elman::kernels {

void log_softmax(int rows, int n, const Scalar* x, Scalar* y) { ELMAN_DISPATCH(log_softmax_rows)(rows, n, x, y); }

void softmax_row(int n, int alive, const Scalar* x, Scalar* y) { ELMAN_DISPATCH(softmax_one_row)(n, alive, x, y); }

void softmax_row_backward(int n, const Scalar* y, const Scalar* dy, Scalar* dx) {
  ELMAN_DISPATCH(softmax_one_row_backward)(n, y, dy, dx);
}

void cross_entropy(int rows, int n, const Scalar* logits, const std::int32_t* target, Scalar smoothing,
                   Scalar* probability, Scalar* loss) {
  ELMAN_DISPATCH(cross_entropy_rows)(rows, n, logits, target, smoothing, probability, loss);
}

void cross_entropy_backward(int rows, int n, const Scalar* probability, const std::int32_t* target, Scalar smoothing,
                            const Scalar* factor, Scalar* d_logits) {
  ELMAN_DISPATCH(cross_entropy_backward_rows)(rows, n, probability, target, smoothing, factor, d_logits);
}

}  // namespace elman::kernels
#endif
