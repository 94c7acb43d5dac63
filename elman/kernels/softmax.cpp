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

void softmax_rows(int rows, int n, const Scalar* x, Scalar* y) {
  for (int r = 0; r < rows; ++r, x += n, y += n) SoftmaxRow(static_cast<std::size_t>(n), x, y);
}

void softmax_backward_rows(int rows, int n, const Scalar* y, const Scalar* dy, Scalar* dx) {
  const auto size = static_cast<std::size_t>(n);
  for (int r = 0; r < rows; ++r, y += n, dy += n, dx += n) {
    const Vector mean = hn::Set(Lanes(), Dot(size, y, dy));
    Map(size, y, dy, dx, dx,
        [mean](Vector a, Vector b, Vector c) HWY_ATTR { return hn::Add(c, hn::Mul(a, hn::Sub(b, mean))); });
  }
}

}  // namespace
}  // namespace elman::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace elman::kernels {

void log_softmax(int rows, int n, const Scalar* x, Scalar* y) { ELMAN_DISPATCH(log_softmax_rows)(rows, n, x, y); }

void softmax(int rows, int n, const Scalar* x, Scalar* y) { ELMAN_DISPATCH(softmax_rows)(rows, n, x, y); }

void softmax_backward(int rows, int n, const Scalar* y, const Scalar* dy, Scalar* dx) {
  ELMAN_DISPATCH(softmax_backward_rows)(rows, n, y, dy, dx);
}

void log_softmax_backward(int rows, int n, const Scalar* y, const Scalar* dy, Scalar* dx) {
  for (int r = 0; r < rows; ++r, y += n, dy += n, dx += n) {
    Scalar total = 0;
    for (int j = 0; j < n; ++j) total += dy[j];
    for (int j = 0; j < n; ++j) dx[j] += dy[j] - std::exp(y[j]) * total;
  }
}

}  // namespace elman::kernels
#endif
