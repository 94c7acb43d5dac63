#include "elman/kernels/optimizer.h"

#include <cmath>

#include "elman/system/thread_pool.h"

#define HWY_TARGET_INCLUDE "elman/kernels/optimizer.cpp"
#include "elman/kernels/dispatch.h"
#include "elman/kernels/math-inl.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace elman::kernels::HWY_NAMESPACE {
namespace {

// The constants of Adam's update, spread over vectors.
struct AdamVectors {
  explicit HWY_INLINE AdamVectors(const AdamArguments& a)
      : gradient_scale(hn::Set(Lanes(), a.gradient_scale)),
        coupled_decay(hn::Set(Lanes(), a.decoupled ? 0 : a.weight_decay)),
        shrink(hn::Set(Lanes(), a.decoupled ? 1 - a.learning_rate * a.weight_decay : 1)),
        beta1(hn::Set(Lanes(), a.beta1)),
        rest1(hn::Set(Lanes(), 1 - a.beta1)),
        beta2(hn::Set(Lanes(), a.beta2)),
        rest2(hn::Set(Lanes(), 1 - a.beta2)),
        step(hn::Set(Lanes(), a.learning_rate / a.correction1)),
        root_scale(hn::Set(Lanes(), 1 / std::sqrt(a.correction2))),
        epsilon(hn::Set(Lanes(), a.epsilon)) {}

  Vector gradient_scale, coupled_decay, shrink, beta1, rest1, beta2, rest2, step, root_scale, epsilon;
};

// One vector's update of m, v and w, which has `rest` scalars left.
HWY_INLINE void adam_step(const AdamVectors& c, const Scalar* gradient, Scalar* m, Scalar* v, Scalar* w,
                          std::size_t rest) {
  const Lanes d;
  const Vector w_old = LoadUpTo(d, w, rest);
  const Vector g = hn::MulAdd(c.coupled_decay, w_old, hn::Mul(c.gradient_scale, LoadUpTo(d, gradient, rest)));
  const Vector m_new = hn::MulAdd(c.rest1, g, hn::Mul(c.beta1, LoadUpTo(d, m, rest)));
  const Vector v_new = hn::MulAdd(hn::Mul(c.rest2, g), g, hn::Mul(c.beta2, LoadUpTo(d, v, rest)));
  const Vector root = hn::MulAdd(hn::Sqrt(v_new), c.root_scale, c.epsilon);
  StoreUpTo(d, m_new, m, rest);
  StoreUpTo(d, v_new, v, rest);
  StoreUpTo(d, hn::NegMulAdd(c.step, hn::Div(m_new, root), hn::Mul(w_old, c.shrink)), w, rest);
}

void adam_pass(std::size_t n, const AdamArguments& arguments, const Scalar* gradient, Scalar* m, Scalar* v, Scalar* w) {
  const AdamVectors constants(arguments);
  const std::size_t lanes = hn::Lanes(Lanes());
  for (std::size_t i = 0; i < n; i += lanes) adam_step(constants, gradient + i, m + i, v + i, w + i, n - i);
}

// Without momentum there is no velocity.
void plain_sgd_pass(std::size_t n, const SgdArguments& a, const Scalar* gradient, Scalar* w) {
  const Lanes d;
  const Vector gradient_scale = hn::Set(d, a.gradient_scale);
  const Vector weight_decay = hn::Set(d, a.weight_decay);
  const Vector learning_rate = hn::Set(d, a.learning_rate);
  Map(n, gradient, w, w, [=](Vector g, Vector old) HWY_ATTR {
    return hn::NegMulAdd(learning_rate, hn::MulAdd(weight_decay, old, hn::Mul(gradient_scale, g)), old);
  });
}

void momentum_sgd_pass(std::size_t n, const SgdArguments& a, const Scalar* gradient, Scalar* velocity, Scalar* w) {
  const Lanes d;
  const std::size_t lanes = hn::Lanes(d);
  const Vector gradient_scale = hn::Set(d, a.gradient_scale);
  const Vector weight_decay = hn::Set(d, a.weight_decay);
  const Vector learning_rate = hn::Set(d, a.learning_rate);
  const Vector momentum = hn::Set(d, a.momentum);
  const Vector rest = hn::Set(d, 1 - a.dampening);
  for (std::size_t i = 0; i < n; i += lanes) {
    const std::size_t left = n - i;
    const Vector old = LoadUpTo(d, w + i, left);
    const Vector g = hn::MulAdd(weight_decay, old, hn::Mul(gradient_scale, LoadUpTo(d, gradient + i, left)));
    const Vector moved = a.first_step ? g : hn::MulAdd(rest, g, hn::Mul(momentum, LoadUpTo(d, velocity + i, left)));
    StoreUpTo(d, moved, velocity + i, left);
    const Vector direction = a.nesterov ? hn::MulAdd(momentum, moved, g) : moved;
    StoreUpTo(d, hn::NegMulAdd(learning_rate, direction, old), w + i, left);
  }
}

void move_mean_pass(std::size_t n, Scalar weight, const Scalar* value, Scalar* mean) {
  const Vector w = hn::Set(Lanes(), weight);
  Map(n, value, mean, mean, [w](Vector v, Vector m) HWY_ATTR { return hn::Add(m, hn::Mul(w, hn::Sub(v, m))); });
}

}  // namespace
}  // namespace elman::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace elman::kernels {

void adam(std::size_t n, const AdamArguments& arguments, const Scalar* gradient, Scalar* m, Scalar* v, Scalar* w) {
  const system::FlushDenormals flush;  // the second moments of small gradients
  ELMAN_DISPATCH(adam_pass)(n, arguments, gradient, m, v, w);
}

void sgd(std::size_t n, const SgdArguments& arguments, const Scalar* gradient, Scalar* velocity, Scalar* w) {
  const system::FlushDenormals flush;
  if (arguments.momentum == 0) {
    ELMAN_DISPATCH(plain_sgd_pass)(n, arguments, gradient, w);
  } else {
    ELMAN_DISPATCH(momentum_sgd_pass)(n, arguments, gradient, velocity, w);
  }
}

void move_mean(std::size_t n, Scalar weight, const Scalar* value, Scalar* mean) {
  ELMAN_DISPATCH(move_mean_pass)(n, weight, value, mean);
}

}  // namespace elman::kernels
#endif
