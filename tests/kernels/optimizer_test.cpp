#include "elman/kernels/optimizer.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "tests/kernels/kernel_fixture.h"

namespace elman {
namespace {

using kernels::AdamArguments;
using kernels::SgdArguments;
using test::doubles;
using test::tolerance;

constexpr std::size_t longest = 70;

class OptimizerKernel : public test::KernelTest {
 protected:
  void expect_near(const std::vector<Scalar>& actual, const std::vector<double>& expected) {
    for (std::size_t i = 0; i < actual.size(); ++i) {
      ASSERT_NEAR(actual[i], expected[i], tolerance(1e-6, 1e-14)) << "element " << i << " of " << actual.size();
    }
  }
};
ELMAN_ON_EVERY_TARGET(OptimizerKernel);

// The papers' updates, one number at a time.
void reference_adam(const AdamArguments& a, double gradient, double& m, double& v, double& w) {
  double g = gradient * a.gradient_scale;
  if (a.decoupled) {
    w *= 1 - static_cast<double>(a.learning_rate) * a.weight_decay;
  } else {
    g += a.weight_decay * w;
  }
  m = a.beta1 * m + (1 - static_cast<double>(a.beta1)) * g;
  v = a.beta2 * v + (1 - static_cast<double>(a.beta2)) * g * g;
  w -= a.learning_rate * (m / a.correction1) / (std::sqrt(v / a.correction2) + a.epsilon);
}

void reference_sgd(const SgdArguments& a, double gradient, double& velocity, double& w) {
  const double g = gradient * a.gradient_scale + a.weight_decay * w;
  velocity = a.first_step ? g : a.momentum * velocity + (1 - static_cast<double>(a.dampening)) * g;
  w -= a.learning_rate * (a.nesterov ? g + a.momentum * velocity : velocity);
}

TEST_P(OptimizerKernel, AdamAndAdamWFollowTheirPapers) {
  for (const bool decoupled : {false, true}) {
    for (const double weight_decay : {0.0, 0.1}) {
      AdamArguments a;
      a.learning_rate = Scalar(0.01);
      a.beta1 = Scalar(0.9);
      a.beta2 = Scalar(0.99);
      a.epsilon = Scalar(1e-8);
      a.weight_decay = static_cast<Scalar>(weight_decay);
      a.decoupled = decoupled;
      a.gradient_scale = Scalar(0.5);
      for (std::size_t n = 0; n <= longest; ++n) {
        std::vector<Scalar> m(n), v(n), w = random(n);
        std::vector<double> m_expected(n), v_expected(n), w_expected = doubles(w);
        for (int step = 1; step <= 3; ++step) {
          a.correction1 = static_cast<Scalar>(1 - std::pow(a.beta1, step));
          a.correction2 = static_cast<Scalar>(1 - std::pow(a.beta2, step));
          const std::vector<Scalar> gradient = random(n);
          kernels::adam(n, a, gradient.data(), m.data(), v.data(), w.data());
          for (std::size_t i = 0; i < n; ++i) {
            reference_adam(a, gradient[i], m_expected[i], v_expected[i], w_expected[i]);
          }
        }
        expect_near(m, m_expected);
        expect_near(v, v_expected);
        expect_near(w, w_expected);
      }
    }
  }
}

TEST_P(OptimizerKernel, AdamTakesAGradientOfZeroAndATinyOne) {
  AdamArguments a;
  a.learning_rate = Scalar(0.01);
  a.beta1 = Scalar(0.9);
  a.beta2 = Scalar(0.999);
  a.epsilon = Scalar(1e-8);
  a.correction1 = Scalar(0.1);
  a.correction2 = Scalar(0.001);
  const std::vector<Scalar> gradient = {0, std::numeric_limits<Scalar>::min()};
  std::vector<Scalar> m(2), v(2), w = {1, 1};
  kernels::adam(2, a, gradient.data(), m.data(), v.data(), w.data());
  EXPECT_EQ(w, (std::vector<Scalar>{1, 1}));
}

TEST_P(OptimizerKernel, SgdFollowsItsDefinition) {
  for (const double momentum : {0.0, 0.9}) {
    for (const bool nesterov : {false, true}) {
      if (nesterov && momentum == 0) continue;
      SgdArguments a;
      a.learning_rate = Scalar(0.1);
      a.momentum = static_cast<Scalar>(momentum);
      a.dampening = Scalar(nesterov || momentum == 0 ? 0 : 0.2);
      a.weight_decay = Scalar(0.01);
      a.nesterov = nesterov;
      a.gradient_scale = Scalar(0.5);
      for (std::size_t n = 0; n <= longest; ++n) {
        // Before the first step the velocity is whatever memory holds.
        std::vector<Scalar> velocity(n, std::numeric_limits<Scalar>::quiet_NaN()), w = random(n);
        std::vector<double> velocity_expected(n), w_expected = doubles(w);
        for (int step = 1; step <= 3; ++step) {
          a.first_step = step == 1;
          const std::vector<Scalar> gradient = random(n);
          kernels::sgd(n, a, gradient.data(), momentum == 0 ? nullptr : velocity.data(), w.data());
          for (std::size_t i = 0; i < n; ++i) reference_sgd(a, gradient[i], velocity_expected[i], w_expected[i]);
        }
        if (momentum != 0) expect_near(velocity, velocity_expected);
        expect_near(w, w_expected);
      }
    }
  }
}

TEST_P(OptimizerKernel, UpdatingAParameterInTwoPartsChangesNoBit) {
  AdamArguments a;
  a.learning_rate = Scalar(0.01);
  a.beta1 = Scalar(0.9);
  a.beta2 = Scalar(0.999);
  a.epsilon = Scalar(1e-8);
  a.weight_decay = Scalar(0.1);
  a.correction1 = Scalar(0.1);
  a.correction2 = Scalar(0.001);
  const std::vector<Scalar> start = random(longest), gradient = random(longest);
  std::vector<Scalar> m(longest), v(longest), w = start;
  kernels::adam(longest, a, gradient.data(), m.data(), v.data(), w.data());
  for (std::size_t cut = 0; cut <= longest; ++cut) {
    std::vector<Scalar> m2(longest), v2(longest), w2 = start;
    kernels::adam(cut, a, gradient.data(), m2.data(), v2.data(), w2.data());
    kernels::adam(longest - cut, a, gradient.data() + cut, m2.data() + cut, v2.data() + cut, w2.data() + cut);
    ASSERT_EQ(w2, w);
    ASSERT_EQ(m2, m);
    ASSERT_EQ(v2, v);
  }
}

TEST_P(OptimizerKernel, MeanMovesByItsWeightTowardsTheValue) {
  for (std::size_t n = 0; n <= longest; ++n) {
    const std::vector<Scalar> value = random(n);
    const std::vector<Scalar> before = random(n);
    std::vector<Scalar> mean = before;
    kernels::move_mean(n, Scalar(0.25), value.data(), mean.data());
    for (std::size_t i = 0; i < n; ++i) EXPECT_EQ(mean[i], before[i] + Scalar(0.25) * (value[i] - before[i]));
  }
}

}  // namespace
}  // namespace elman
