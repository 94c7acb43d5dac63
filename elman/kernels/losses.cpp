#include "elman/kernels/losses.h"

#include <cmath>

#define HWY_TARGET_INCLUDE "elman/kernels/losses.cpp"
#include "elman/kernels/dispatch.h"
#include "elman/kernels/rows-inl.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace elman::kernels::HWY_NAMESPACE {
namespace {

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
    // Computed again rather than corrected: p - 1 is exact if the model is nearly sure.
    d_logits[target[r]] = at_target + factor[r] * (probability[target[r]] - ((1 - smoothing) + uniform));
  }
}

void squared_error_backward_row(std::size_t n, Scalar factor, const Scalar* prediction, const Scalar* target,
                                Scalar* d_prediction) {
  const Vector f = hn::Set(Lanes(), factor);
  Map(n, prediction, target, d_prediction, d_prediction,
      [f](Vector p, Vector t, Vector d) HWY_ATTR { return hn::Add(d, hn::Mul(f, hn::Sub(p, t))); });
}

}  // namespace
}  // namespace elman::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace elman::kernels {

void cross_entropy(int rows, int n, const Scalar* logits, const std::int32_t* target, Scalar smoothing,
                   Scalar* probability, Scalar* loss) {
  ELMAN_DISPATCH(cross_entropy_rows)(rows, n, logits, target, smoothing, probability, loss);
}

void cross_entropy_backward(int rows, int n, const Scalar* probability, const std::int32_t* target, Scalar smoothing,
                            const Scalar* factor, Scalar* d_logits) {
  ELMAN_DISPATCH(cross_entropy_backward_rows)(rows, n, probability, target, smoothing, factor, d_logits);
}

double sum_of_losses(int rows, const Scalar* factor, const Scalar* loss) {
  double total = 0;
  for (int r = 0; r < rows; ++r) {
    if (factor[r] != 0) total += loss[r];
  }
  return total;
}

double squared_error(std::size_t n, const Scalar* prediction, const Scalar* target) {
  double total = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const double difference = static_cast<double>(prediction[i]) - target[i];
    total += difference * difference;
  }
  return total;
}

void squared_error_backward(std::size_t n, Scalar factor, const Scalar* prediction, const Scalar* target,
                            Scalar* d_prediction) {
  ELMAN_DISPATCH(squared_error_backward_row)(n, factor, prediction, target, d_prediction);
}

}  // namespace elman::kernels
#endif
