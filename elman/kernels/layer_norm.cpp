#include <cmath>

#include "elman/kernels/pointwise.h"

#define HWY_TARGET_INCLUDE "elman/kernels/layer_norm.cpp"
#include "elman/kernels/dispatch.h"
#include "elman/kernels/rows-inl.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace elman::kernels::HWY_NAMESPACE {
namespace {

HWY_INLINE Scalar mean_of(std::size_t n, const Scalar* x) {
  const Lanes d;
  const std::size_t lanes = hn::Lanes(d);
  Vector sum = hn::Zero(d);
  for (std::size_t i = 0; i < n; i += lanes) {
    sum = hn::Add(sum, LoadUpTo(d, x + i, n - i));
  }
  return Sum(d, sum) / static_cast<Scalar>(n);
}

// The mean of (x - mean)^2, in a second pass: a single pass would cancel if the mean is large.
HWY_INLINE Scalar variance_of(std::size_t n, const Scalar* x, Scalar mean) {
  const Lanes d;
  const std::size_t lanes = hn::Lanes(d);
  const Vector m = hn::Set(d, mean);
  Vector sum = hn::Zero(d);
  for (std::size_t i = 0; i < n; i += lanes) {
    const Vector v = i + lanes <= n ? hn::LoadU(d, x + i) : LoadTailOr(d, x + i, n - i, mean);
    const Vector difference = hn::Sub(v, m);
    sum = hn::MulAdd(difference, difference, sum);
  }
  return Sum(d, sum) / static_cast<Scalar>(n);
}

void layer_norm_rows(int rows, int n, const Scalar* x, const Scalar* weight, const Scalar* bias, Scalar epsilon,
                     Scalar* y, Scalar* mean, Scalar* inverse_deviation) {
  const Lanes d;
  const auto size = static_cast<std::size_t>(n);
  for (int r = 0; r < rows; ++r, x += n, y += n) {
    mean[r] = mean_of(size, x);
    inverse_deviation[r] = 1 / std::sqrt(variance_of(size, x, mean[r]) + epsilon);
    const Vector m = hn::Set(d, mean[r]);
    const Vector inverse = hn::Set(d, inverse_deviation[r]);
    Map(size, x, weight, bias, y, [m, inverse](Vector v, Vector w, Vector b) HWY_ATTR {
      return hn::MulAdd(hn::Mul(hn::Sub(v, m), inverse), w, b);
    });
  }
}

// What one row's gradient needs: the means over j of g = dy * weight and of g * normalised x.
struct RowMeans {
  Scalar g;
  Scalar g_normalised;
};

// Adds the row's part to d_weight and d_bias on the way.
HWY_INLINE RowMeans add_parameter_gradients(std::size_t n, const Scalar* x, const Scalar* weight, Scalar mean,
                                            Scalar inverse_deviation, const Scalar* dy, Scalar* d_weight,
                                            Scalar* d_bias) {
  const Lanes d;
  const std::size_t lanes = hn::Lanes(d);
  const Vector m = hn::Set(d, mean);
  const Vector inverse = hn::Set(d, inverse_deviation);
  Vector sum_g = hn::Zero(d);
  Vector sum_g_normalised = hn::Zero(d);
  for (std::size_t i = 0; i < n; i += lanes) {
    const std::size_t rest = n - i;
    const Vector normalised = hn::Mul(hn::Sub(LoadUpTo(d, x + i, rest), m), inverse);
    const Vector dy_i = LoadUpTo(d, dy + i, rest);  // zero behind the end, and so is g
    const Vector g = hn::Mul(dy_i, LoadUpTo(d, weight + i, rest));
    sum_g = hn::Add(sum_g, g);
    sum_g_normalised = hn::MulAdd(g, normalised, sum_g_normalised);
    const Vector dw = LoadUpTo(d, d_weight + i, rest);
    const Vector db = LoadUpTo(d, d_bias + i, rest);
    StoreUpTo(d, hn::MulAdd(dy_i, normalised, dw), d_weight + i, rest);
    StoreUpTo(d, hn::Add(dy_i, db), d_bias + i, rest);
  }
  const auto count = static_cast<Scalar>(n);
  return {Sum(d, sum_g) / count, Sum(d, sum_g_normalised) / count};
}

// dx += inverse_deviation (g - mean(g) - normalised x * mean(g * normalised x))
HWY_INLINE void add_input_gradient(std::size_t n, const Scalar* x, const Scalar* weight, Scalar mean,
                                   Scalar inverse_deviation, const RowMeans& means, const Scalar* dy, Scalar* dx) {
  const Lanes d;
  const std::size_t lanes = hn::Lanes(d);
  const Vector m = hn::Set(d, mean);
  const Vector inverse = hn::Set(d, inverse_deviation);
  const Vector mean_g = hn::Set(d, means.g);
  const Vector mean_g_normalised = hn::Set(d, means.g_normalised);
  for (std::size_t i = 0; i < n; i += lanes) {
    const std::size_t rest = n - i;
    const Vector normalised = hn::Mul(hn::Sub(LoadUpTo(d, x + i, rest), m), inverse);
    const Vector g = hn::Mul(LoadUpTo(d, dy + i, rest), LoadUpTo(d, weight + i, rest));
    const Vector centred = hn::NegMulAdd(normalised, mean_g_normalised, hn::Sub(g, mean_g));
    const Vector old = LoadUpTo(d, dx + i, rest);
    StoreUpTo(d, hn::MulAdd(inverse, centred, old), dx + i, rest);
  }
}

void layer_norm_backward_rows(int rows, int n, const Scalar* x, const Scalar* weight, const Scalar* mean,
                              const Scalar* inverse_deviation, const Scalar* dy, Scalar* dx, Scalar* d_weight,
                              Scalar* d_bias) {
  const auto size = static_cast<std::size_t>(n);
  for (int r = 0; r < rows; ++r, x += n, dy += n, dx += n) {
    const RowMeans means =
        add_parameter_gradients(size, x, weight, mean[r], inverse_deviation[r], dy, d_weight, d_bias);
    add_input_gradient(size, x, weight, mean[r], inverse_deviation[r], means, dy, dx);
  }
}

}  // namespace
}  // namespace elman::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace elman::kernels {

void layer_norm(int rows, int n, const Scalar* x, const Scalar* weight, const Scalar* bias, Scalar epsilon, Scalar* y,
                Scalar* mean, Scalar* inverse_deviation) {
  ELMAN_DISPATCH(layer_norm_rows)(rows, n, x, weight, bias, epsilon, y, mean, inverse_deviation);
}

void layer_norm_backward(int rows, int n, const Scalar* x, const Scalar* weight, const Scalar* mean,
                         const Scalar* inverse_deviation, const Scalar* dy, Scalar* dx, Scalar* d_weight,
                         Scalar* d_bias) {
  ELMAN_DISPATCH(layer_norm_backward_rows)
  (rows, n, x, weight, mean, inverse_deviation, dy, dx, d_weight, d_bias);
}

}  // namespace elman::kernels
#endif
