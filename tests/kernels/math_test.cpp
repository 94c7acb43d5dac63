#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <functional>
#include <limits>
#include <vector>

#include "elman/kernels/pointwise.h"
#include "elman/philox.h"
#include "tests/kernels/kernel_fixture.h"

namespace elman {
namespace {

using test::tolerance;
using Function = void (*)(std::size_t, const Scalar*, Scalar*);

constexpr Scalar infinity = std::numeric_limits<Scalar>::infinity();
constexpr Scalar nan = std::numeric_limits<Scalar>::quiet_NaN();

class VectorMath : public test::KernelTest {
 protected:
  // x from low to high in `count` even steps.
  static std::vector<Scalar> grid(double low, double high, int count) {
    std::vector<Scalar> x;
    for (int i = 0; i <= count; ++i) x.push_back(static_cast<Scalar>(low + (high - low) * i / count));
    return x;
  }
  static std::vector<Scalar> apply(Function f, const std::vector<Scalar>& x) {
    std::vector<Scalar> y(x.size());
    f(x.size(), x.data(), y.data());
    return y;
  }
  // e^x by way of a softmax over (x, 0): e^x / (1 + e^x), in its relative precision for x < 0.
  static Scalar exponential_share(Scalar x) {
    const Scalar row[2] = {x, 0};
    Scalar y[2];
    kernels::softmax(1, 2, row, y);
    return y[0];
  }
};
ELMAN_ON_EVERY_TARGET(VectorMath);

TEST_P(VectorMath, TanhIsExactToAFewUnitsInTheLastPlace) {
  double worst = 0;
  for (const double high : {1e-30, 1e-3, 0.6, 12.0}) {
    const std::vector<Scalar> x = grid(-high, high, 100001);
    const std::vector<Scalar> y = apply(kernels::tanh, x);
    for (std::size_t i = 0; i < x.size(); ++i) {
      const double expected = std::tanh(static_cast<double>(x[i]));
      if (expected != 0) worst = std::max(worst, std::abs(y[i] / expected - 1));
    }
  }
  EXPECT_LE(worst, tolerance(4e-7, 1e-15));
}

TEST_P(VectorMath, TanhIsOddAndNeverExceedsOne) {
  std::vector<Scalar> x = grid(0, 30, 100001);
  x.insert(x.end(), {std::numeric_limits<Scalar>::max(), infinity});
  const std::vector<Scalar> y = apply(kernels::tanh, x);
  for (Scalar& v : x) v = -v;
  const std::vector<Scalar> mirrored = apply(kernels::tanh, x);
  for (std::size_t i = 0; i < x.size(); ++i) {
    ASSERT_EQ(mirrored[i], -y[i]);
    ASSERT_LE(y[i], 1);
  }
  EXPECT_NEAR(y.back(), 1, tolerance(3e-7, 0));
}

TEST_P(VectorMath, SigmoidIsExactInAbsoluteTerms) {
  const std::vector<Scalar> x = grid(-40, 40, 100001);
  const std::vector<Scalar> y = apply(kernels::sigmoid, x);
  for (std::size_t i = 0; i < x.size(); ++i) {
    ASSERT_NEAR(y[i], 1 / (1 + std::exp(-static_cast<double>(x[i]))), tolerance(2.5e-7, 3e-16)) << "x = " << x[i];
    ASSERT_GE(y[i], 0);
    ASSERT_LE(y[i], 1);
  }
}

TEST_P(VectorMath, ExpIsExactToAFewUnitsInTheLastPlace) {
  for (const Scalar x : grid(tolerance(-86.9, -707), 0, 20011)) {
    const double e = std::exp(static_cast<double>(x));
    ASSERT_NEAR(exponential_share(x) / (e / (1 + e)), 1, tolerance(4e-7, 1e-15)) << "x = " << x;
  }
}

TEST_P(VectorMath, ExpOfVeryNegativeNumbersIsZero) {
  for (const Scalar x :
       {Scalar(tolerance(-88, -709)), Scalar(-1e4), std::numeric_limits<Scalar>::lowest(), -infinity}) {
    EXPECT_EQ(exponential_share(x), 0) << "x = " << x;
  }
}

TEST_P(VectorMath, NaNGivesNaNInEveryLane) {
  for (const Function f : {kernels::tanh, kernels::sigmoid, kernels::relu}) {
    for (std::size_t n = 1; n < 40; ++n) {
      std::vector<Scalar> x(n, 1);
      x[n / 2] = nan;
      const std::vector<Scalar> y = apply(f, x);
      for (std::size_t i = 0; i < n; ++i) EXPECT_EQ(std::isnan(y[i]), i == n / 2) << "n = " << n << ", i = " << i;
    }
  }
  EXPECT_TRUE(std::isnan(exponential_share(nan)));
}

TEST_P(VectorMath, AnElementIsTheSameInATailAndInAFullVector) {
  for (const Function f : {kernels::tanh, kernels::sigmoid}) {
    for (std::size_t n = 1; n <= 70; ++n) {
      const std::vector<Scalar> x = random(n, 3);
      const std::vector<Scalar> y = apply(f, x);
      for (std::size_t i = 0; i < n; ++i) {
        const std::vector<Scalar> alike(64, x[i]);
        ASSERT_EQ(y[i], apply(f, alike)[17]) << "n = " << n << ", i = " << i;
      }
    }
  }
}

TEST(Philox, MatchesThePublishedTestVectors) {
  const std::uint32_t ones = 0xFFFFFFFF;
  EXPECT_EQ(philox(PhiloxCounter{0, 0, 0, 0}, PhiloxKey{0, 0}),
            (PhiloxCounter{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
  EXPECT_EQ(philox(PhiloxCounter{ones, ones, ones, ones}, PhiloxKey{ones, ones}),
            (PhiloxCounter{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
  // The digits of pi.
  EXPECT_EQ(philox(PhiloxCounter{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, PhiloxKey{0xa4093822, 0x299f31d0}),
            (PhiloxCounter{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
}

}  // namespace
}  // namespace elman
