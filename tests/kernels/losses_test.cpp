#include "elman/kernels/losses.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <limits>
#include <numeric>
#include <vector>

#include "tests/kernels/kernel_fixture.h"

namespace elman {
namespace {

using test::numeric_gradient;
using test::tolerance;

constexpr std::size_t longest = 70;  // past four vectors of the widest target, with every tail

class Losses : public test::KernelTest {};
ELMAN_ON_EVERY_TARGET(Losses);

// The loss of one row with label smoothing s, by its definition.
double reference_cross_entropy(const std::vector<double>& logits, std::size_t target, double smoothing) {
  const std::vector<double> logs = test::log_softmax(logits);
  const double all = std::accumulate(logs.begin(), logs.end(), 0.0);
  return -(1 - smoothing) * logs[target] - smoothing / static_cast<double>(logits.size()) * all;
}

TEST_P(Losses, CrossEntropyAndItsGradientFollowTheDefinition) {
  for (int n = 1; n <= static_cast<int>(longest); n += 2) {
    for (const Scalar smoothing : {Scalar(0), Scalar(0.1)}) {
      const auto width = static_cast<std::size_t>(n);
      const std::vector<Scalar> logits = random(3 * width, 4);
      const std::vector<std::int32_t> target = {0, n - 1, n / 2};
      const std::vector<Scalar> factor = {1, Scalar(0.25), 0};
      const std::vector<Scalar> before = random(3 * width);
      std::vector<Scalar> probability(3 * width), loss(3), d_logits = before;
      kernels::cross_entropy(3, n, logits.data(), target.data(), smoothing, probability.data(), loss.data());
      kernels::cross_entropy_backward(3, n, probability.data(), target.data(), smoothing, factor.data(),
                                      d_logits.data());
      for (std::size_t r = 0; r < 3; ++r) {
        const auto begin = logits.begin() + static_cast<std::ptrdiff_t>(r * width);
        const std::vector<double> row(begin, begin + n);
        const auto f = [&](const std::vector<double>& v) {
          return reference_cross_entropy(v, static_cast<std::size_t>(target[r]), smoothing);
        };
        EXPECT_NEAR(loss[r], f(row), tolerance(4e-6, 1e-13));
        const std::vector<double> gradient = numeric_gradient(f, row);
        const std::vector<double> logs = test::log_softmax(row);
        for (std::size_t j = 0; j < width; ++j) {
          EXPECT_NEAR(probability[r * width + j], std::exp(logs[j]), tolerance(1e-6, 1e-14));
          EXPECT_NEAR(d_logits[r * width + j], before[r * width + j] + factor[r] * gradient[j], tolerance(1e-6, 1e-9));
        }
      }
    }
  }
}

TEST_P(Losses, CrossEntropyOfASureModelKeepsASmallGradient) {
  const Scalar logits[2] = {12, 0};
  const std::int32_t target = 0;
  const Scalar factor = 1;
  Scalar probability[2];
  Scalar loss;
  Scalar d_logits[2] = {};
  kernels::cross_entropy(1, 2, logits, &target, 0, probability, &loss);
  kernels::cross_entropy_backward(1, 2, probability, &target, 0, &factor, d_logits);
  EXPECT_NEAR(loss, std::log1p(std::exp(-12.0)), tolerance(2e-7, 1e-15));
  EXPECT_NEAR(d_logits[1], 1 / (1 + std::exp(12.0)), tolerance(1e-11, 1e-18));
  EXPECT_NEAR(d_logits[0], -d_logits[1], tolerance(1e-7, 1e-15));
}

TEST_P(Losses, SumLeavesOutRowsWithoutAFactor) {
  const std::vector<Scalar> loss{1, std::numeric_limits<Scalar>::quiet_NaN(), 4};
  const std::vector<Scalar> factor{1, 0, 1};
  EXPECT_EQ(kernels::sum_of_losses(3, factor.data(), loss.data()), 5);
}

TEST_P(Losses, SquaredErrorAndItsGradientFollowTheDefinition) {
  for (std::size_t n = 0; n <= longest; ++n) {
    const std::vector<Scalar> prediction = random(n);
    const std::vector<Scalar> target = random(n);
    const std::vector<Scalar> before = random(n);
    std::vector<Scalar> d = before;
    kernels::squared_error_backward(n, Scalar(0.3), prediction.data(), target.data(), d.data());
    double sum = 0;
    for (std::size_t i = 0; i < n; ++i) {
      const double difference = static_cast<double>(prediction[i]) - target[i];
      sum += difference * difference;
      EXPECT_NEAR(d[i], before[i] + 0.3 * difference, tolerance(3e-7, 1e-15));
    }
    EXPECT_EQ(kernels::squared_error(n, prediction.data(), target.data()), sum);
  }
}

}  // namespace
}  // namespace elman
