// Vector functions for the kernels, compiled once per target: include it inside a foreach_target.h source. All of them
// take and return vectors in registers; the Map loops apply one to memory of any length.
#if defined(ELMAN_KERNELS_MATH_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef ELMAN_KERNELS_MATH_INL_H_
#undef ELMAN_KERNELS_MATH_INL_H_
#else
#define ELMAN_KERNELS_MATH_INL_H_
#endif

#include <cmath>
#include <cstddef>
#include <cstdint>

#include "elman/scalar.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace elman::kernels::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

using Lanes = hn::ScalableTag<Scalar>;
using Vector = hn::Vec<Lanes>;

// Masked memory operations never touch a masked lane's memory on these targets; elsewhere a tail passes through a
// buffer.
#if HWY_TARGET == HWY_AVX2 || HWY_TARGET == HWY_AVX3
#define ELMAN_MASKED_MEMORY 1
#else
#define ELMAN_MASKED_MEMORY 0
#endif

// The first n < lanes scalars at p, zeros behind them. Reads nothing past p + n.
HWY_INLINE Vector LoadTail(Lanes d, const Scalar* p, std::size_t n) {
#if ELMAN_MASKED_MEMORY
  return hn::MaskedLoad(hn::FirstN(d, n), d, p);
#else
  HWY_ALIGN Scalar buffer[hn::MaxLanes(Lanes())] = {};
  for (std::size_t i = 0; i < n; ++i) buffer[i] = p[i];
  return hn::Load(d, buffer);
#endif
}

// Stores the first n < lanes scalars of v. Writes nothing past p + n.
HWY_INLINE void StoreTail(Lanes d, Vector v, Scalar* p, std::size_t n) {
#if ELMAN_MASKED_MEMORY
  hn::BlendedStore(v, hn::FirstN(d, n), d, p);
#else
  HWY_ALIGN Scalar buffer[hn::MaxLanes(Lanes())];
  hn::Store(v, d, buffer);
  for (std::size_t i = 0; i < n; ++i) p[i] = buffer[i];
#endif
}

#undef ELMAN_MASKED_MEMORY

// A whole vector if enough scalars are left, else a tail of `rest`.
HWY_INLINE Vector LoadUpTo(Lanes d, const Scalar* p, std::size_t rest) {
  return HWY_LIKELY(rest >= hn::Lanes(d)) ? hn::LoadU(d, p) : LoadTail(d, p, rest);
}
HWY_INLINE void StoreUpTo(Lanes d, Vector v, Scalar* p, std::size_t rest) {
  if (HWY_LIKELY(rest >= hn::Lanes(d))) {
    hn::StoreU(v, d, p);
  } else {
    StoreTail(d, v, p, rest);
  }
}

// min(x, limit) and max(x, limit) that return NaN if x is NaN. x86's own minimum returns its second operand then;
// other targets may return the number.
HWY_INLINE Vector MinKeepingNaN(Vector x, Vector limit) {
#if HWY_ARCH_X86 && HWY_TARGET != HWY_EMU128 && HWY_TARGET != HWY_SCALAR
  return hn::Min(limit, x);
#else
  return hn::IfThenElse(hn::Gt(x, limit), limit, x);
#endif
}
HWY_INLINE Vector MaxKeepingNaN(Vector x, Vector limit) {
#if HWY_ARCH_X86 && HWY_TARGET != HWY_EMU128 && HWY_TARGET != HWY_SCALAR
  return hn::Max(limit, x);
#else
  return hn::IfThenElse(hn::Lt(x, limit), limit, x);
#endif
}

// c0 + c1 x + c2 x^2 + ... by Horner's rule.
HWY_INLINE Vector Polynomial(Vector /*x*/, double c0) { return hn::Set(Lanes(), static_cast<Scalar>(c0)); }
template <class... Coefficients>
HWY_INLINE Vector Polynomial(Vector x, double c0, Coefficients... rest) {
  return hn::MulAdd(Polynomial(x, rest...), x, hn::Set(Lanes(), static_cast<Scalar>(c0)));
}

// Constants of Exp for each scalar type.
struct ExpConstants {
  static constexpr bool kFloat = sizeof(Scalar) == 4;
  static constexpr int kMantissaBits = kFloat ? 23 : 52;
  // 1.5 * 2^mantissa bits: adding it rounds to an integer, which is in the low bits then; + exponent bias - 1.
  static constexpr Scalar kRound = static_cast<Scalar>(kFloat ? 12582912.0 + 126.0 : 6755399441055744.0 + 1022.0);
  // ln 2 = high + low, with few enough bits in high for its products with exponents to be exact.
  static constexpr Scalar kLn2High = static_cast<Scalar>(kFloat ? 0.693145751953125 : 0.6931471805582987);
  static constexpr Scalar kLn2Low = static_cast<Scalar>(kFloat ? 1.4286068203094172e-6 : 1.6465949582897082e-12);
  static constexpr Scalar kLowest = static_cast<Scalar>(kFloat ? -87.0 : -708.4);
  static constexpr Scalar kHighest = static_cast<Scalar>(kFloat ? 89.0 : 710.0);
};

// e^x: 2^n times a polynomial on |r| <= ln 2 / 2, where x = n ln 2 + r (Cody & Waite 1980); its coefficients are
// minimax fits of ours (relative error 3e-9 float, 4e-18 double). Results that would be denormal, or nearly, are 0.
HWY_INLINE Vector Exp(Lanes d, Vector x) {
  using C = ExpConstants;
  const hn::RebindToSigned<Lanes> di;
  const Vector round = hn::Set(d, C::kRound);
  const Vector bounded = MinKeepingNaN(x, hn::Set(d, C::kHighest));
  const Vector shifted = hn::MulAdd(bounded, hn::Set(d, static_cast<Scalar>(1.4426950408889634)), round);
  const Vector n = hn::Sub(shifted, round);
  const Vector r = hn::NegMulAdd(n, hn::Set(d, C::kLn2Low), hn::NegMulAdd(n, hn::Set(d, C::kLn2High), bounded));
  Vector p;
  if constexpr (C::kFloat) {
    p = Polynomial(r, 4.99999934430673587e-01, 1.66665205616229523e-01, 4.16683888724776741e-02,
                   8.36872538440212865e-03, 1.38145809005519151e-03);
  } else {
    p = Polynomial(r, 5.00000000000001110e-01, 1.66666666666664132e-01, 4.16666666665300306e-02,
                   8.33333333349462087e-03, 1.38888889436693209e-03, 1.98412695063278523e-04, 2.48014930538328508e-05,
                   2.75575865112989672e-06, 2.76302658540855484e-07, 2.50000461063684225e-08);
  }
  p = hn::Add(hn::MulAdd(hn::Mul(r, r), p, r), hn::Set(d, 1));
  // 2^(n - 1) and a doubling reach the largest numbers without 2^n overflowing.
  const Vector power = hn::BitCast(d, hn::ShiftLeft<C::kMantissaBits>(hn::BitCast(di, shifted)));
  const Vector y = hn::Mul(hn::Add(p, p), power);
  return hn::IfThenZeroElse(hn::Lt(x, hn::Set(d, C::kLowest)), y);
}

// tanh x, odd; NaN gives NaN. |tanh x| <= 1.
// Float: x P(x^2) / Q(x^2), both of degree 4, a minimax fit of ours to tanh(x) / x on |x| <= 7.9 (relative error 6e-9,
// with rounding 3.8e-7), constant beyond. Double: the same form if |x| is small, else 1 - 2 / (e^2x + 1).
HWY_INLINE Vector Tanh(Lanes d, Vector x) {
  if constexpr (sizeof(Scalar) == 4) {
    const Vector limit = hn::Set(d, static_cast<Scalar>(7.9));
    const Vector bounded = MaxKeepingNaN(MinKeepingNaN(x, limit), hn::Neg(limit));
    const Vector z = hn::Mul(bounded, bounded);
    const Vector p = Polynomial(z, 1.0, 1.34506237516348770e-01, 3.57899580938281876e-03, 2.20233080602270867e-05,
                                1.54280623363887663e-08);
    const Vector q = Polynomial(z, 1.0, 4.67839517531495719e-01, 2.61922523165444392e-02, 3.42365676371124926e-04,
                                8.59881618635646069e-07);
    return hn::Div(hn::Mul(p, bounded), q);
  } else {
    const Vector one = hn::Set(d, 1);
    const Vector a = hn::Abs(x);
    const Vector z = hn::Mul(a, a);
    const Vector p = Polynomial(z, 1.0, 1.28165968411835363e-01, 2.79285440595707481e-03, 7.35874717030977367e-06);
    const Vector q = Polynomial(z, 1.0, 4.61499301745168622e-01, 2.32926216543486407e-02, 2.06579700811605256e-04);
    const Vector small = hn::Div(hn::Mul(p, a), q);
    const Vector large = hn::Sub(one, hn::Div(hn::Set(d, 2), hn::Add(Exp(d, hn::Add(a, a)), one)));
    return hn::CopySign(hn::IfThenElse(hn::Gt(a, hn::Set(d, static_cast<Scalar>(0.55))), large, small), x);
  }
}

// The error function, odd; NaN gives NaN. |Erf(x)| <= 1. Float: x P(x^2) / Q(x^2), both of degree 5, a minimax fit of
// ours on |x| < 3.92 (relative error 2e-8, with rounding 4e-7), 1 or -1 beyond. Double, which only tests compute with:
// the C library's.
HWY_INLINE Vector Erf(Lanes d, Vector x) {
  if constexpr (sizeof(Scalar) == 4) {
    const Vector one = hn::Set(d, 1);
    const Vector a = hn::Abs(x);
    const Vector z = hn::Mul(a, a);
    const Vector p = Polynomial(z, 1.12837914613592027e+00, 1.90407046214074893e-01, 5.27488119577488035e-02,
                                3.76564514780141800e-03, 2.84883868497382562e-04, 2.05008910151704398e-06);
    const Vector q = Polynomial(z, 1.0, 5.02076591951374218e-01, 1.14109362162796046e-01, 1.49692727180646360e-02,
                                1.16254330860543812e-03, 3.80917949996852626e-05);
    const Vector inside = MinKeepingNaN(hn::Div(hn::Mul(p, a), q), one);
    return hn::CopySign(hn::IfThenElse(hn::Gt(a, hn::Set(d, static_cast<Scalar>(3.92))), one, inside), x);
  } else {
    HWY_ALIGN Scalar lanes[hn::MaxLanes(Lanes())];
    hn::Store(x, d, lanes);
    for (Scalar& value : lanes) value = std::erf(value);
    return hn::Load(d, lanes);
  }
}

// sigmoid(x), given x / 2: for a gate whose weights were packed halved.
HWY_INLINE Vector SigmoidFromHalf(Lanes d, Vector half_x) {
  const Vector half = hn::Set(d, static_cast<Scalar>(0.5));
  return hn::MulAdd(half, Tanh(d, half_x), half);
}
// 1 / (1 + e^-x), with an absolute error like that of Tanh.
HWY_INLINE Vector Sigmoid(Lanes d, Vector x) {
  return SigmoidFromHalf(d, hn::Mul(x, hn::Set(d, static_cast<Scalar>(0.5))));
}

// The standard normal distribution's function, (1 + erf(x / sqrt 2)) / 2.
HWY_INLINE Vector NormalProbability(Lanes d, Vector x) {
  const Vector half = hn::Set(d, static_cast<Scalar>(0.5));
  return hn::MulAdd(half, Erf(d, hn::Mul(x, hn::Set(d, static_cast<Scalar>(0.70710678118654752)))), half);
}
// x times that (Hendrycks & Gimpel 2016), and its derivative.
HWY_INLINE Vector Gelu(Lanes d, Vector x) { return hn::Mul(x, NormalProbability(d, x)); }
HWY_INLINE Vector GeluSlope(Lanes d, Vector x, Vector probability) {
  const Vector power = Exp(d, hn::Mul(hn::Mul(x, x), hn::Set(d, static_cast<Scalar>(-0.5))));
  const Vector density = hn::Mul(power, hn::Set(d, static_cast<Scalar>(0.39894228040143268)));
  return hn::MulAdd(x, density, probability);
}
HWY_INLINE Vector GeluSlope(Lanes d, Vector x) { return GeluSlope(d, x, NormalProbability(d, x)); }

// y[i] = op(x[i]), i < n. y may be x. Lanes past the end hold op(0) and are dropped.
template <class Op>
HWY_INLINE void Map(std::size_t n, const Scalar* x, Scalar* y, const Op& op) {
  const Lanes d;
  const std::size_t lanes = hn::Lanes(d);
  std::size_t i = 0;
  for (; i + lanes <= n; i += lanes) hn::StoreU(op(hn::LoadU(d, x + i)), d, y + i);
  if (i < n) StoreTail(d, op(LoadTail(d, x + i, n - i)), y + i, n - i);
}

// y[i] = op(a[i], b[i]), i < n. y may be a or b.
template <class Op>
HWY_INLINE void Map(std::size_t n, const Scalar* a, const Scalar* b, Scalar* y, const Op& op) {
  const Lanes d;
  const std::size_t lanes = hn::Lanes(d);
  std::size_t i = 0;
  for (; i + lanes <= n; i += lanes) hn::StoreU(op(hn::LoadU(d, a + i), hn::LoadU(d, b + i)), d, y + i);
  if (i < n) StoreTail(d, op(LoadTail(d, a + i, n - i), LoadTail(d, b + i, n - i)), y + i, n - i);
}

// y[i] = op(a[i], b[i], c[i]), i < n. y may be any of them.
template <class Op>
HWY_INLINE void Map(std::size_t n, const Scalar* a, const Scalar* b, const Scalar* c, Scalar* y, const Op& op) {
  const Lanes d;
  const std::size_t lanes = hn::Lanes(d);
  std::size_t i = 0;
  for (; i + lanes <= n; i += lanes) {
    hn::StoreU(op(hn::LoadU(d, a + i), hn::LoadU(d, b + i), hn::LoadU(d, c + i)), d, y + i);
  }
  if (i < n) {
    const std::size_t rest = n - i;
    StoreTail(d, op(LoadTail(d, a + i, rest), LoadTail(d, b + i, rest), LoadTail(d, c + i, rest)), y + i, rest);
  }
}

// The sum of the lanes, in the target's fixed order.
HWY_INLINE Scalar Sum(Lanes d, Vector v) { return hn::GetLane(hn::SumOfLanes(d, v)); }

}  // namespace elman::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
