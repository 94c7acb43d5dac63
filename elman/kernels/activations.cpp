#include "elman/kernels/pointwise.h"

#define HWY_TARGET_INCLUDE "elman/kernels/activations.cpp"
#include "elman/kernels/dispatch.h"
#include "elman/kernels/math-inl.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace elman::kernels::HWY_NAMESPACE {
namespace {

void tanh_row(std::size_t n, const Scalar* x, Scalar* y) {
  Map(n, x, y, [](Vector v) HWY_ATTR { return Tanh(Lanes(), v); });
}

void sigmoid_row(std::size_t n, const Scalar* x, Scalar* y) {
  Map(n, x, y, [](Vector v) HWY_ATTR { return Sigmoid(Lanes(), v); });
}

void relu_row(std::size_t n, const Scalar* x, Scalar* y) {
  Map(n, x, y, [](Vector v) HWY_ATTR { return MaxKeepingNaN(v, hn::Zero(Lanes())); });
}

void gelu_row(std::size_t n, const Scalar* x, Scalar* y) {
  Map(n, x, y, [](Vector v) HWY_ATTR { return Gelu(Lanes(), v); });
}

void gelu_backward_row(std::size_t n, const Scalar* x, const Scalar* dy, Scalar* dx) {
  Map(n, x, dy, dx, dx, [](Vector v, Vector b, Vector c) HWY_ATTR { return hn::MulAdd(b, GeluSlope(Lanes(), v), c); });
}

// dx + dy (1 - y^2)
void tanh_backward_row(std::size_t n, const Scalar* y, const Scalar* dy, Scalar* dx) {
  const Vector one = hn::Set(Lanes(), 1);
  Map(n, y, dy, dx, dx,
      [one](Vector a, Vector b, Vector c) HWY_ATTR { return hn::MulAdd(b, hn::NegMulAdd(a, a, one), c); });
}

// dx + dy y (1 - y)
void sigmoid_backward_row(std::size_t n, const Scalar* y, const Scalar* dy, Scalar* dx) {
  Map(n, y, dy, dx, dx, [](Vector a, Vector b, Vector c) HWY_ATTR { return hn::MulAdd(b, hn::NegMulAdd(a, a, a), c); });
}

void relu_backward_row(std::size_t n, const Scalar* y, const Scalar* dy, Scalar* dx) {
  Map(n, y, dy, dx, dx, [](Vector a, Vector b, Vector c) HWY_ATTR {
    return hn::Add(c, hn::IfThenElseZero(hn::Gt(a, hn::Zero(Lanes())), b));
  });
}

}  // namespace
}  // namespace elman::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace elman::kernels {

void tanh(std::size_t n, const Scalar* x, Scalar* y) { ELMAN_DISPATCH(tanh_row)(n, x, y); }
void sigmoid(std::size_t n, const Scalar* x, Scalar* y) { ELMAN_DISPATCH(sigmoid_row)(n, x, y); }
void relu(std::size_t n, const Scalar* x, Scalar* y) { ELMAN_DISPATCH(relu_row)(n, x, y); }

void gelu(std::size_t n, const Scalar* x, Scalar* y) { ELMAN_DISPATCH(gelu_row)(n, x, y); }
void gelu_backward(std::size_t n, const Scalar* x, const Scalar* dy, Scalar* dx) {
  ELMAN_DISPATCH(gelu_backward_row)(n, x, dy, dx);
}

void tanh_backward(std::size_t n, const Scalar* y, const Scalar* dy, Scalar* dx) {
  ELMAN_DISPATCH(tanh_backward_row)(n, y, dy, dx);
}
void sigmoid_backward(std::size_t n, const Scalar* y, const Scalar* dy, Scalar* dx) {
  ELMAN_DISPATCH(sigmoid_backward_row)(n, y, dy, dx);
}
void relu_backward(std::size_t n, const Scalar* y, const Scalar* dy, Scalar* dx) {
  ELMAN_DISPATCH(relu_backward_row)(n, y, dy, dx);
}

}  // namespace elman::kernels
#endif
