// Reductions and the softmax of one row, compiled once per target. Each runs in an order that only the row's length
// sets.
#if defined(ELMAN_KERNELS_ROWS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef ELMAN_KERNELS_ROWS_INL_H_
#undef ELMAN_KERNELS_ROWS_INL_H_
#else
#define ELMAN_KERNELS_ROWS_INL_H_
#endif

#include <limits>

#include "elman/kernels/math-inl.h"

HWY_BEFORE_NAMESPACE();
namespace elman::kernels::HWY_NAMESPACE {

// As LoadTail, with `filler` behind the n scalars.
HWY_INLINE Vector LoadTailOr(Lanes d, const Scalar* p, std::size_t n, Scalar filler) {
  return hn::IfThenElse(hn::FirstN(d, n), LoadTail(d, p, n), hn::Set(d, filler));
}

// sum of a[i] b[i].
HWY_INLINE Scalar Dot(std::size_t n, const Scalar* a, const Scalar* b) {
  const Lanes d;
  const std::size_t lanes = hn::Lanes(d);
  Vector sum0 = hn::Zero(d);
  Vector sum1 = sum0;
  Vector sum2 = sum0;
  Vector sum3 = sum0;
  std::size_t i = 0;
  for (; i + 4 * lanes <= n; i += 4 * lanes) {
    sum0 = hn::MulAdd(hn::LoadU(d, a + i), hn::LoadU(d, b + i), sum0);
    sum1 = hn::MulAdd(hn::LoadU(d, a + i + lanes), hn::LoadU(d, b + i + lanes), sum1);
    sum2 = hn::MulAdd(hn::LoadU(d, a + i + 2 * lanes), hn::LoadU(d, b + i + 2 * lanes), sum2);
    sum3 = hn::MulAdd(hn::LoadU(d, a + i + 3 * lanes), hn::LoadU(d, b + i + 3 * lanes), sum3);
  }
  for (; i + lanes <= n; i += lanes) sum0 = hn::MulAdd(hn::LoadU(d, a + i), hn::LoadU(d, b + i), sum0);
  if (i < n) sum1 = hn::MulAdd(LoadTail(d, a + i, n - i), LoadTail(d, b + i, n - i), sum1);
  return Sum(d, hn::Add(hn::Add(sum0, sum1), hn::Add(sum2, sum3)));
}

// The largest of n scalars; -infinity of none. It may ignore a NaN: softmax comes upon it again.
HWY_INLINE Scalar RowMaximum(std::size_t n, const Scalar* x) {
  const Lanes d;
  const std::size_t lanes = hn::Lanes(d);
  constexpr Scalar least = -std::numeric_limits<Scalar>::infinity();
  Vector largest = hn::Set(d, least);
  std::size_t i = 0;
  for (; i + lanes <= n; i += lanes) largest = hn::Max(largest, hn::LoadU(d, x + i));
  if (i < n) largest = hn::Max(largest, LoadTailOr(d, x + i, n - i, least));
  return hn::GetLane(hn::MaxOfLanes(d, largest));
}

// Returns the sum of e^(x[i] - shift); the terms are stored in y unless it is null. y may be x.
HWY_INLINE Scalar ExpRow(std::size_t n, const Scalar* x, Scalar shift, Scalar* y) {
  const Lanes d;
  const std::size_t lanes = hn::Lanes(d);
  const Vector offset = hn::Set(d, shift);
  Vector sum = hn::Zero(d);
  std::size_t i = 0;
  for (; i + lanes <= n; i += lanes) {
    const Vector term = Exp(d, hn::Sub(hn::LoadU(d, x + i), offset));
    sum = hn::Add(sum, term);
    if (y != nullptr) hn::StoreU(term, d, y + i);
  }
  if (i < n) {
    const Vector tail = LoadTailOr(d, x + i, n - i, -std::numeric_limits<Scalar>::infinity());
    const Vector term = Exp(d, hn::Sub(tail, offset));
    sum = hn::Add(sum, term);
    if (y != nullptr) StoreTail(d, term, y + i, n - i);
  }
  return Sum(d, sum);
}

// y *= factor.
HWY_INLINE void ScaleRow(std::size_t n, Scalar factor, Scalar* y) {
  const Lanes d;
  const Vector f = hn::Set(d, factor);
  Map(n, y, y, [f](Vector v) HWY_ATTR { return hn::Mul(v, f); });
}

// y = softmax(x). y may be x.
HWY_INLINE void SoftmaxRow(std::size_t n, const Scalar* x, Scalar* y) {
  const Scalar sum = ExpRow(n, x, RowMaximum(n, x), y);
  ScaleRow(n, 1 / sum, y);
}

// dx = y (dy - y . dy), the gradient through y = softmax(x). dx may be dy.
HWY_INLINE void SoftmaxRowBackward(std::size_t n, const Scalar* y, const Scalar* dy, Scalar* dx) {
  const Lanes d;
  const Vector mean = hn::Set(d, Dot(n, y, dy));
  Map(n, y, dy, dx, [mean](Vector a, Vector b) HWY_ATTR { return hn::Mul(a, hn::Sub(b, mean)); });
}

}  // namespace elman::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
