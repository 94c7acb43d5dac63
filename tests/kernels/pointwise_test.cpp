#include "elman/kernels/pointwise.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numeric>
#include <vector>

#include "elman/philox.h"
#include "tests/kernels/kernel_fixture.h"

namespace elman {
namespace {

using test::doubles;
using test::numeric_gradient;
using test::tolerance;

constexpr std::size_t longest = 70;  // past four vectors of the widest target, with every tail

class Pointwise : public test::KernelTest {};
ELMAN_ON_EVERY_TARGET(Pointwise);
class Softmax : public test::KernelTest {};
ELMAN_ON_EVERY_TARGET(Softmax);
class LayerNormKernel : public test::KernelTest {};
ELMAN_ON_EVERY_TARGET(LayerNormKernel);
class DropoutKernel : public test::KernelTest {};
ELMAN_ON_EVERY_TARGET(DropoutKernel);

TEST_P(Pointwise, ArithmeticIsThatOfOneElementAtATime) {
  for (std::size_t n = 0; n <= longest; ++n) {
    const std::vector<Scalar> a = random(n);
    const std::vector<Scalar> b = random(n);
    std::vector<Scalar> sum(n), product(n), filled(n), scaled = a, moved = a, added = a, with_product = a, relu(n);
    kernels::add(n, a.data(), b.data(), sum.data());
    kernels::multiply(n, a.data(), b.data(), product.data());
    kernels::fill(n, 3, filled.data());
    kernels::scale(n, Scalar(0.7), scaled.data());
    kernels::add_constant(n, Scalar(0.7), moved.data());
    kernels::add_scaled(n, Scalar(0.7), b.data(), added.data());
    kernels::add_product(n, b.data(), b.data(), with_product.data());
    kernels::relu(n, a.data(), relu.data());
    const double eps = tolerance(1e-7, 1e-15);
    for (std::size_t i = 0; i < n; ++i) {
      EXPECT_EQ(sum[i], a[i] + b[i]);
      EXPECT_EQ(product[i], a[i] * b[i]);
      EXPECT_EQ(filled[i], 3);
      EXPECT_EQ(scaled[i], a[i] * Scalar(0.7));
      EXPECT_EQ(moved[i], a[i] + Scalar(0.7));
      EXPECT_NEAR(added[i], a[i] + 0.7 * b[i], 2 * eps);
      EXPECT_NEAR(with_product[i], a[i] + static_cast<double>(b[i]) * b[i], 2 * eps);
      EXPECT_EQ(relu[i], std::max(a[i], Scalar(0)));
    }
  }
}

TEST_P(Pointwise, ResultsMayOverwriteTheirInputs) {
  const std::vector<Scalar> x = random(longest);
  std::vector<Scalar> y(longest), replaced = x;
  kernels::tanh(longest, x.data(), y.data());
  kernels::tanh(longest, replaced.data(), replaced.data());
  EXPECT_EQ(replaced, y);
}

TEST_P(Pointwise, ActivationGradientsAddTheDerivative) {
  for (std::size_t n = 0; n <= longest; ++n) {
    const std::vector<Scalar> x = random(n, 2);
    const std::vector<Scalar> dy = random(n);
    const std::vector<Scalar> before = random(n);
    const auto check = [&](auto forward, auto backward, auto derivative) {
      std::vector<Scalar> y(n), dx = before;
      forward(n, x.data(), y.data());
      backward(n, y.data(), dy.data(), dx.data());
      for (std::size_t i = 0; i < n; ++i) {
        EXPECT_NEAR(dx[i], before[i] + dy[i] * derivative(static_cast<double>(x[i])), tolerance(5e-7, 1e-14));
      }
    };
    check(kernels::tanh, kernels::tanh_backward, [](double v) { return 1 - std::tanh(v) * std::tanh(v); });
    check(kernels::relu, kernels::relu_backward, [](double v) { return v > 0 ? 1.0 : 0.0; });
    check(kernels::sigmoid, kernels::sigmoid_backward, [](double v) { return 1 / (2 + 2 * std::cosh(v)); });
  }
}

TEST_P(Pointwise, GeluAndItsGradientFollowTheDefinition) {
  for (std::size_t n = 0; n <= longest; n += 3) {
    const std::vector<Scalar> x = random(n, 6);
    const std::vector<Scalar> dy = random(n);
    std::vector<Scalar> y(n), dx(n, 1);
    kernels::gelu(n, x.data(), y.data());
    kernels::gelu_backward(n, x.data(), dy.data(), dx.data());
    for (std::size_t i = 0; i < n; ++i) {
      const double v = x[i];
      const double probability = (1 + std::erf(v / std::sqrt(2.0))) / 2;
      const double density = std::exp(-v * v / 2) / std::sqrt(2 * std::acos(-1.0));
      EXPECT_NEAR(y[i], v * probability, tolerance(2e-6, 1e-14));
      EXPECT_NEAR(dx[i], 1 + dy[i] * (probability + v * density), tolerance(2e-6, 1e-14));
    }
  }
  const std::vector<Scalar> far{-100, 100, -10, 10};
  std::vector<Scalar> y(far.size());
  kernels::gelu(far.size(), far.data(), y.data());
  EXPECT_EQ(y, (std::vector<Scalar>{0, 100, 0, 10}));
}

TEST_P(Pointwise, SumsCountEveryElementOnce) {
  for (std::size_t n = 0; n <= 3 * longest; ++n) {
    const std::vector<Scalar> a = random(n);
    const std::vector<Scalar> b = random(n);
    double dot = 0;
    double sum = 0;
    double squares = 0;
    for (std::size_t i = 0; i < n; ++i) {
      dot += static_cast<double>(a[i]) * b[i];
      sum += a[i];
      squares += static_cast<double>(a[i]) * a[i];
    }
    EXPECT_NEAR(kernels::dot(n, a.data(), b.data()), dot, tolerance(1e-5, 1e-13));
    EXPECT_EQ(kernels::sum(n, a.data()), sum);
    EXPECT_NEAR(kernels::sum_of_squares(n, a.data()), squares, 1e-13 * squares);
  }
}

TEST_P(Pointwise, FindsAnInfinityOrNaNAtAnyPosition) {
  using Limits = std::numeric_limits<Scalar>;
  for (std::size_t n = 0; n <= longest; ++n) {
    std::vector<Scalar> x(n, Limits::max());  // large, yet finite: their sum is not
    EXPECT_TRUE(kernels::all_finite(n, x.data()));
    for (std::size_t i = 0; i < n; ++i) {
      for (const Scalar bad : {Limits::infinity(), -Limits::infinity(), Limits::quiet_NaN()}) {
        x[i] = bad;
        EXPECT_FALSE(kernels::all_finite(n, x.data())) << bad << " at " << i << " of " << n;
      }
      x[i] = Limits::max();
    }
  }
}

TEST_P(Softmax, LogarithmsAgreeWithTheDefinitionAtAnyScale) {
  for (int n = 1; n <= static_cast<int>(longest); ++n) {
    for (const double range : {1.0, 30.0, 1e4}) {
      const auto width = static_cast<std::size_t>(n);
      const std::vector<Scalar> x = random(2 * width, range);
      std::vector<Scalar> y = x;
      kernels::log_softmax(2, n, y.data(), y.data());
      for (std::size_t r = 0; r < 2; ++r) {
        const std::vector<double> expected =
            test::log_softmax({x.begin() + static_cast<std::ptrdiff_t>(r * width),
                               x.begin() + static_cast<std::ptrdiff_t>((r + 1) * width)});
        for (std::size_t j = 0; j < width; ++j) {
          EXPECT_NEAR(y[r * width + j], expected[j], tolerance(3e-7, 1e-15) * (3 + std::abs(expected[j])));
        }
      }
    }
  }
}

TEST_P(Softmax, OfEachRowSumsToOneAndIsTheSameAlone) {
  for (int n = 1; n <= static_cast<int>(longest); ++n) {
    const auto width = static_cast<std::size_t>(n);
    const std::vector<Scalar> x = random(3 * width, 3);
    std::vector<Scalar> y(x.size());
    kernels::softmax(3, n, x.data(), y.data());
    std::vector<Scalar> alone(x.begin() + n, x.begin() + 2 * n);
    kernels::softmax(1, n, alone.data(), alone.data());
    EXPECT_TRUE(std::equal(alone.begin(), alone.end(), y.begin() + n));
    EXPECT_NEAR(std::accumulate(y.begin(), y.begin() + n, 0.0), 1, tolerance(1e-6, 1e-14));
  }
}

TEST_P(Softmax, LogarithmsHaveTheirGradient) {
  const std::size_t width = 7;
  const std::vector<Scalar> x = random(width, 2);
  const std::vector<Scalar> dy = random(width);
  const std::vector<Scalar> before = random(width);
  const std::vector<double> expected = numeric_gradient(
      [&](const std::vector<double>& v) {
        const std::vector<double> logs = test::log_softmax(v);
        return std::inner_product(logs.begin(), logs.end(), dy.begin(), 0.0);
      },
      doubles(x));
  std::vector<Scalar> y(width), dx = before;
  kernels::log_softmax(1, width, x.data(), y.data());
  kernels::log_softmax_backward(1, width, y.data(), dy.data(), dx.data());
  for (std::size_t j = 0; j < width; ++j) EXPECT_NEAR(dx[j], before[j] + expected[j], tolerance(1e-6, 1e-9));
}

TEST_P(Softmax, GradientIsThatOfFiniteDifferences) {
  for (int n = 1; n <= static_cast<int>(longest); n += 3) {
    const auto width = static_cast<std::size_t>(n);
    const std::vector<Scalar> x = random(width, 2);
    const std::vector<Scalar> dy = random(width);
    const std::vector<double> expected = numeric_gradient(
        [&](const std::vector<double>& v) {
          const std::vector<double> logs = test::log_softmax(v);
          double sum = 0;
          for (std::size_t j = 0; j < width; ++j) sum += dy[j] * std::exp(logs[j]);
          return sum;
        },
        doubles(x));
    const std::vector<Scalar> before = random(width);
    std::vector<Scalar> y(width), dx = before;
    kernels::softmax(1, n, x.data(), y.data());
    kernels::softmax_backward(1, n, y.data(), dy.data(), dx.data());
    for (std::size_t j = 0; j < width; ++j) EXPECT_NEAR(dx[j], before[j] + expected[j], tolerance(1e-6, 1e-9));
  }
}

// y . dy of one row, as a function of (x, weight, bias) one after another.
double reference_layer_norm(const std::vector<double>& all, const std::vector<Scalar>& dy, double epsilon) {
  const std::size_t n = dy.size();
  const double mean =
      std::accumulate(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(n), 0.0) / static_cast<double>(n);
  double variance = 0;
  for (std::size_t j = 0; j < n; ++j) variance += (all[j] - mean) * (all[j] - mean) / static_cast<double>(n);
  double sum = 0;
  for (std::size_t j = 0; j < n; ++j) {
    sum += dy[j] * ((all[j] - mean) / std::sqrt(variance + epsilon) * all[n + j] + all[2 * n + j]);
  }
  return sum;
}

TEST_P(LayerNormKernel, GradientsAreThoseOfFiniteDifferences) {
  const Scalar epsilon = Scalar(1e-2);
  for (int n = 1; n <= static_cast<int>(longest); n += 3) {
    const auto width = static_cast<std::size_t>(n);
    const std::vector<Scalar> x = random(width, 2), weight = random(width), bias = random(width), dy = random(width);
    std::vector<double> all = doubles(x);
    all.insert(all.end(), weight.begin(), weight.end());
    all.insert(all.end(), bias.begin(), bias.end());
    const auto f = [&](const std::vector<double>& v) { return reference_layer_norm(v, dy, epsilon); };
    const std::vector<double> expected = numeric_gradient(f, all);

    std::vector<Scalar> y(width), dx(width, 1), d_weight(width, 2), d_bias(width, 3);
    Scalar mean;
    Scalar inverse_deviation;
    kernels::layer_norm(1, n, x.data(), weight.data(), bias.data(), epsilon, y.data(), &mean, &inverse_deviation);
    kernels::layer_norm_backward(1, n, x.data(), weight.data(), &mean, &inverse_deviation, dy.data(), dx.data(),
                                 d_weight.data(), d_bias.data());
    double product = 0;
    for (std::size_t j = 0; j < width; ++j) product += static_cast<double>(y[j]) * dy[j];
    EXPECT_NEAR(product, f(all), tolerance(2e-5, 1e-12));
    for (std::size_t j = 0; j < width; ++j) {
      EXPECT_NEAR(dx[j], 1 + expected[j], tolerance(5e-6, 1e-7)) << "n = " << n;
      EXPECT_NEAR(d_weight[j], 2 + expected[width + j], tolerance(2e-6, 1e-8));
      EXPECT_NEAR(d_bias[j], 3 + expected[2 * width + j], tolerance(2e-6, 1e-8));
    }
  }
}

TEST_P(LayerNormKernel, SumsParameterGradientsOverRowsAndKeepsRowsApart) {
  const int n = 21;
  const std::vector<Scalar> x = random(3 * 21), weight = random(21), bias = random(21), dy = random(3 * 21);
  std::vector<Scalar> y(63), mean(3), inverse(3), dx(63), d_weight(21), d_bias(21);
  kernels::layer_norm(3, n, x.data(), weight.data(), bias.data(), Scalar(1e-5), y.data(), mean.data(), inverse.data());
  kernels::layer_norm_backward(3, n, x.data(), weight.data(), mean.data(), inverse.data(), dy.data(), dx.data(),
                               d_weight.data(), d_bias.data());
  std::vector<Scalar> row_d_weight(21), row_d_bias(21);
  for (int r = 0; r < 3; ++r) {
    std::vector<Scalar> row_y(21), row_dx(21);
    Scalar m, i;
    kernels::layer_norm(1, n, &x[r * 21], weight.data(), bias.data(), Scalar(1e-5), row_y.data(), &m, &i);
    kernels::layer_norm_backward(1, n, &x[r * 21], weight.data(), &m, &i, &dy[r * 21], row_dx.data(),
                                 row_d_weight.data(), row_d_bias.data());
    EXPECT_TRUE(std::equal(row_y.begin(), row_y.end(), &y[r * 21]));
    EXPECT_TRUE(std::equal(row_dx.begin(), row_dx.end(), &dx[r * 21]));
  }
  EXPECT_EQ(row_d_weight, d_weight);
  EXPECT_EQ(row_d_bias, d_bias);
}

TEST_P(DropoutKernel, DecidesEachElementByItsPhiloxWord) {
  const std::uint64_t key = 0x123456789ABCDEF0;
  const Scalar p = Scalar(0.3);
  for (const std::uint64_t offset : {0ULL, 1ULL, 6ULL, 257ULL, 0x3FFFFFFF0ULL}) {
    for (std::size_t n = 0; n <= 600; n += (n < longest ? 1 : 37)) {
      const std::vector<Scalar> x = random(n);
      std::vector<Scalar> mask(n), y(n);
      kernels::dropout(n, key, offset, p, x.data(), mask.data(), y.data());
      for (std::size_t i = 0; i < n; ++i) {
        const std::uint64_t at = offset + i;
        const std::uint32_t word = philox(at / 4, key)[at % 4];
        const bool kept = word >= static_cast<double>(p) * 4294967296.0;
        ASSERT_EQ(mask[i], kept ? 1 / (1 - p) : 0) << "element " << i << " of " << n << " from " << offset;
        ASSERT_EQ(y[i], x[i] * mask[i]);
      }
    }
  }
}

TEST_P(DropoutKernel, WhatIsFusedWithItHasTheSameMask) {
  for (const std::size_t n : {1UL, 7UL, 70UL, 1000UL}) {
    const std::vector<Scalar> x = random(n);
    const std::vector<Scalar> d = random(n);
    const kernels::DropoutMask mask{9, 5, Scalar(0.3)};
    std::vector<Scalar> factor(n), dropped(n), relu(n), gelu(n), found(n), sum = d;
    kernels::dropout(n, mask.key, mask.offset, mask.p, x.data(), factor.data(), dropped.data());
    kernels::relu(n, x.data(), relu.data());
    kernels::gelu(n, x.data(), gelu.data());
    kernels::relu_dropout(n, mask, x.data(), found.data());
    for (std::size_t i = 0; i < n; ++i) EXPECT_EQ(found[i], relu[i] * factor[i]);
    kernels::relu_dropout_backward(n, mask, found.data(), d.data(), relu.data());
    for (std::size_t i = 0; i < n; ++i) EXPECT_EQ(relu[i], x[i] > 0 ? d[i] * factor[i] : 0);
    kernels::gelu_dropout(n, mask, x.data(), found.data());
    for (std::size_t i = 0; i < n; ++i) EXPECT_EQ(found[i], gelu[i] * factor[i]);
    std::vector<Scalar> slope(n, 0);
    const std::vector<Scalar> ones(n, 1);
    kernels::gelu_backward(n, x.data(), ones.data(), slope.data());
    std::vector<Scalar> kept = x;
    kernels::gelu_dropout_slope(n, mask, kept.data(), found.data(), kept.data());
    for (std::size_t i = 0; i < n; ++i) {
      EXPECT_EQ(found[i], gelu[i] * factor[i]);
      EXPECT_NEAR(kept[i], factor[i] * slope[i], 1e-6);
    }
    kernels::add_dropout(n, mask, d.data(), x.data(), found.data());
    for (std::size_t i = 0; i < n; ++i) EXPECT_EQ(found[i], d[i] + dropped[i]);
    kernels::dropout_backward(n, mask, x.data(), false, found.data());
    EXPECT_EQ(found, dropped);
    kernels::dropout_backward(n, mask, x.data(), true, sum.data());
    for (std::size_t i = 0; i < n; ++i) EXPECT_NEAR(sum[i], d[i] + dropped[i], tolerance(1e-6, 1e-15));
  }
}

TEST_P(DropoutKernel, KeepsTheRightShareAndTheMean) {
  const std::size_t n = 100000;
  for (const Scalar p : {Scalar(0), Scalar(0.1), Scalar(0.5), Scalar(0.9), Scalar(1)}) {
    const std::vector<Scalar> ones(n, 1);
    std::vector<Scalar> mask(n), y(n);
    kernels::dropout(n, 77, 0, p, ones.data(), mask.data(), y.data());
    const auto kept = static_cast<double>(std::count_if(y.begin(), y.end(), [](Scalar v) { return v != 0; }));
    EXPECT_NEAR(kept / static_cast<double>(n), 1 - p, 0.006);
    if (p == 0) {
      EXPECT_EQ(y, ones);
    }
  }
}

}  // namespace
}  // namespace elman
