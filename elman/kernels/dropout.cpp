#include "elman/kernels/pointwise.h"

#define HWY_TARGET_INCLUDE "elman/kernels/dropout.cpp"
#include "elman/kernels/dispatch.h"
#include "elman/kernels/dropout-inl.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace elman::kernels::HWY_NAMESPACE {
namespace {

void dropout_range(std::size_t n, std::uint64_t key, std::uint64_t offset, Scalar p, const Scalar* x, Scalar* mask,
                   Scalar* y) {
  Dropout(n, key, offset, p, x, mask, y);
}

// visit(i, factor) for each vector of n elements.
template <class Visit>
HWY_INLINE void for_each_factor(std::size_t n, const DropoutMask& mask, const Visit& visit) {
  if (mask.p > 0) return ForEachDropoutFactor(n, mask.key, mask.offset, mask.p, visit);
  const Vector one = hn::Set(Lanes(), 1);
  for (std::size_t i = 0; i < n; i += hn::Lanes(Lanes())) visit(i, one);
}

void add_dropout_range(std::size_t n, const DropoutMask& mask, const Scalar* a, const Scalar* b, Scalar* y) {
  const Lanes d;
  for_each_factor(n, mask, [=](std::size_t i, Vector factor) HWY_ATTR {
    const Vector dropped = hn::Mul(LoadUpTo(d, b + i, n - i), factor);
    StoreUpTo(d, hn::Add(LoadUpTo(d, a + i, n - i), dropped), y + i, n - i);
  });
}

void dropout_backward_range(std::size_t n, const DropoutMask& mask, const Scalar* dy, bool accumulate, Scalar* dx) {
  const Lanes d;
  if (accumulate) {
    for_each_factor(n, mask, [=](std::size_t i, Vector factor) HWY_ATTR {
      const Vector sum = hn::MulAdd(LoadUpTo(d, dy + i, n - i), factor, LoadUpTo(d, dx + i, n - i));
      StoreUpTo(d, sum, dx + i, n - i);
    });
  } else {
    for_each_factor(n, mask, [=](std::size_t i, Vector factor) HWY_ATTR {
      StoreUpTo(d, hn::Mul(LoadUpTo(d, dy + i, n - i), factor), dx + i, n - i);
    });
  }
}

void relu_dropout_range(std::size_t n, const DropoutMask& mask, const Scalar* x, Scalar* y) {
  const Lanes d;
  for_each_factor(n, mask, [=](std::size_t i, Vector factor) HWY_ATTR {
    const Vector active = MaxKeepingNaN(LoadUpTo(d, x + i, n - i), hn::Zero(d));
    StoreUpTo(d, hn::Mul(active, factor), y + i, n - i);
  });
}

void gelu_dropout_range(std::size_t n, const DropoutMask& mask, const Scalar* x, Scalar* y) {
  const Lanes d;
  for_each_factor(n, mask, [=](std::size_t i, Vector factor) HWY_ATTR {
    StoreUpTo(d, hn::Mul(Gelu(d, LoadUpTo(d, x + i, n - i)), factor), y + i, n - i);
  });
}

void gelu_dropout_slope_range(std::size_t n, const DropoutMask& mask, const Scalar* x, Scalar* y, Scalar* slope) {
  const Lanes d;
  for_each_factor(n, mask, [=](std::size_t i, Vector factor) HWY_ATTR {
    const Vector v = LoadUpTo(d, x + i, n - i);
    const Vector probability = NormalProbability(d, v);
    StoreUpTo(d, hn::Mul(hn::Mul(v, probability), factor), y + i, n - i);
    StoreUpTo(d, hn::Mul(GeluSlope(d, v, probability), factor), slope + i, n - i);
  });
}

// What was not kept is zero in y, as what relu has cut, so the mask itself is not asked for.
void relu_dropout_backward_range(std::size_t n, const DropoutMask& mask, const Scalar* y, const Scalar* dy,
                                 Scalar* dx) {
  const Vector kept = hn::Set(Lanes(), 1 / (1 - mask.p));
  Map(n, y, dy, dx, [kept](Vector a, Vector b) HWY_ATTR {
    return hn::IfThenElseZero(hn::Gt(a, hn::Zero(Lanes())), hn::Mul(b, kept));
  });
}

}  // namespace
}  // namespace elman::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace elman::kernels {

void dropout(std::size_t n, std::uint64_t key, std::uint64_t offset, Scalar p, const Scalar* x, Scalar* mask,
             Scalar* y) {
  ELMAN_DISPATCH(dropout_range)(n, key, offset, p, x, mask, y);
}

void add_dropout(std::size_t n, const DropoutMask& mask, const Scalar* a, const Scalar* b, Scalar* y) {
  ELMAN_DISPATCH(add_dropout_range)(n, mask, a, b, y);
}

void dropout_backward(std::size_t n, const DropoutMask& mask, const Scalar* dy, bool accumulate, Scalar* dx) {
  ELMAN_DISPATCH(dropout_backward_range)(n, mask, dy, accumulate, dx);
}

void relu_dropout(std::size_t n, const DropoutMask& mask, const Scalar* x, Scalar* y) {
  ELMAN_DISPATCH(relu_dropout_range)(n, mask, x, y);
}

void gelu_dropout(std::size_t n, const DropoutMask& mask, const Scalar* x, Scalar* y) {
  ELMAN_DISPATCH(gelu_dropout_range)(n, mask, x, y);
}

void gelu_dropout_slope(std::size_t n, const DropoutMask& mask, const Scalar* x, Scalar* y, Scalar* slope) {
  ELMAN_DISPATCH(gelu_dropout_slope_range)(n, mask, x, y, slope);
}

void relu_dropout_backward(std::size_t n, const DropoutMask& mask, const Scalar* y, const Scalar* dy, Scalar* dx) {
  ELMAN_DISPATCH(relu_dropout_backward_range)(n, mask, y, dy, dx);
}

}  // namespace elman::kernels
#endif
