#include "elman/kernels/pointwise.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <numeric>

#define HWY_TARGET_INCLUDE "elman/kernels/pointwise.cpp"
#include "elman/kernels/dispatch.h"
#include "elman/kernels/rows-inl.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace elman::kernels::HWY_NAMESPACE {
namespace {

void add_row(std::size_t n, const Scalar* a, const Scalar* b, Scalar* y) {
  Map(n, a, b, y, [](Vector u, Vector v) HWY_ATTR { return hn::Add(u, v); });
}

void multiply_row(std::size_t n, const Scalar* a, const Scalar* b, Scalar* y) {
  Map(n, a, b, y, [](Vector u, Vector v) HWY_ATTR { return hn::Mul(u, v); });
}

void scale_row(std::size_t n, Scalar factor, Scalar* y) { ScaleRow(n, factor, y); }

void add_constant_row(std::size_t n, Scalar constant, Scalar* y) {
  const Vector c = hn::Set(Lanes(), constant);
  Map(n, y, y, [c](Vector v) HWY_ATTR { return hn::Add(v, c); });
}

void add_scaled_row(std::size_t n, Scalar factor, const Scalar* x, Scalar* y) {
  const Vector f = hn::Set(Lanes(), factor);
  Map(n, x, y, y, [f](Vector u, Vector v) HWY_ATTR { return hn::MulAdd(f, u, v); });
}

void add_product_row(std::size_t n, const Scalar* a, const Scalar* b, Scalar* y) {
  Map(n, a, b, y, y, [](Vector u, Vector v, Vector w) HWY_ATTR { return hn::MulAdd(u, v, w); });
}

Scalar dot_row(std::size_t n, const Scalar* a, const Scalar* b) { return Dot(n, a, b); }

// Sums of sixteen columns, then of these: the same order, and so the same bits, on every target.
double sum_of_squares_row(std::size_t n, const Scalar* x) {
  constexpr std::size_t columns = 16;
  double sum[columns] = {};
  std::size_t i = 0;
  for (; i + columns <= n; i += columns) {
    for (std::size_t j = 0; j < columns; ++j) sum[j] += static_cast<double>(x[i + j]) * static_cast<double>(x[i + j]);
  }
  for (std::size_t j = 0; i + j < n; ++j) sum[j] += static_cast<double>(x[i + j]) * static_cast<double>(x[i + j]);
  for (std::size_t width = columns / 2; width > 0; width /= 2) {
    for (std::size_t j = 0; j < width; ++j) sum[j] += sum[j + width];
  }
  return sum[0];
}

// 0 * x is NaN if x is not finite, and a sum with a NaN stays NaN.
bool all_finite_row(std::size_t n, const Scalar* x) {
  const Lanes d;
  const std::size_t lanes = hn::Lanes(d);
  const Vector zero = hn::Zero(d);
  Vector sum0 = zero;
  Vector sum1 = zero;
  std::size_t i = 0;
  for (; i + 2 * lanes <= n; i += 2 * lanes) {
    sum0 = hn::MulAdd(zero, hn::LoadU(d, x + i), sum0);
    sum1 = hn::MulAdd(zero, hn::LoadU(d, x + i + lanes), sum1);
  }
  for (; i < n; i += lanes) sum0 = hn::MulAdd(zero, LoadUpTo(d, x + i, n - i), sum0);
  return Sum(d, hn::Add(sum0, sum1)) == 0;
}

}  // namespace
}  // namespace elman::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace elman::kernels {

// Zeros are written as bytes: the C library does that with the widest stores of the processor.
void fill(std::size_t n, Scalar value, Scalar* y) {
  if (n > 0 && value == 0 && !std::signbit(value)) {
    std::memset(y, 0, n * sizeof(Scalar));
  } else {
    std::fill_n(y, n, value);
  }
}

void add(std::size_t n, const Scalar* a, const Scalar* b, Scalar* y) { ELMAN_DISPATCH(add_row)(n, a, b, y); }
void multiply(std::size_t n, const Scalar* a, const Scalar* b, Scalar* y) { ELMAN_DISPATCH(multiply_row)(n, a, b, y); }
void scale(std::size_t n, Scalar factor, Scalar* y) { ELMAN_DISPATCH(scale_row)(n, factor, y); }
void add_constant(std::size_t n, Scalar constant, Scalar* y) { ELMAN_DISPATCH(add_constant_row)(n, constant, y); }
void add_scaled(std::size_t n, Scalar factor, const Scalar* x, Scalar* y) {
  ELMAN_DISPATCH(add_scaled_row)(n, factor, x, y);
}
void add_product(std::size_t n, const Scalar* a, const Scalar* b, Scalar* y) {
  ELMAN_DISPATCH(add_product_row)(n, a, b, y);
}

double sum(std::size_t n, const Scalar* x) { return std::accumulate(x, x + n, 0.0); }
Scalar dot(std::size_t n, const Scalar* a, const Scalar* b) { return ELMAN_DISPATCH(dot_row)(n, a, b); }
double sum_of_squares(std::size_t n, const Scalar* x) { return ELMAN_DISPATCH(sum_of_squares_row)(n, x); }
bool all_finite(std::size_t n, const Scalar* x) { return ELMAN_DISPATCH(all_finite_row)(n, x); }

}  // namespace elman::kernels
#endif
