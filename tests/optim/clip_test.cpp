#include "elman/optim/clip.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "elman/error.h"

namespace elman::test {
namespace {

std::vector<NamedParameter> with_gradients(Scalar a, Scalar b) {
  std::vector<NamedParameter> parameters{{"a", Parameter(Tensor({1}))}, {"b", Parameter(Tensor({1}))}};
  parameters[0].parameter.grad()[0] = a;
  parameters[1].parameter.grad()[0] = b;
  return parameters;
}

TEST(Clip, TheNormIsThatOfAllGradientsTogether) {
  EXPECT_DOUBLE_EQ(optim::gradient_norm(with_gradients(3, 4)), 5);
  EXPECT_EQ(optim::gradient_norm({}), 0);
}

TEST(Clip, LongGradientsAreShortenedAndKeepTheirDirection) {
  const std::vector<NamedParameter> parameters = with_gradients(3, -4);
  EXPECT_DOUBLE_EQ(optim::clip_gradient_norm(parameters, 1), 5);
  EXPECT_NEAR(parameters[0].parameter.grad()[0], 0.6, 1e-6);
  EXPECT_NEAR(parameters[1].parameter.grad()[0], -0.8, 1e-6);
}

TEST(Clip, ShortGradientsStayAsTheyAre) {
  const std::vector<NamedParameter> parameters = with_gradients(3, 4);
  EXPECT_DOUBLE_EQ(optim::clip_gradient_norm(parameters, 5.5), 5);
  EXPECT_EQ(parameters[0].parameter.grad()[0], 3);
}

TEST(Clip, ReportsANormThatIsNotFiniteAndChangesNothing) {
  for (const Scalar bad : {std::numeric_limits<Scalar>::infinity(), std::numeric_limits<Scalar>::quiet_NaN()}) {
    const std::vector<NamedParameter> parameters = with_gradients(bad, 4);
    EXPECT_FALSE(std::isfinite(optim::clip_gradient_norm(parameters, 1)));
    EXPECT_EQ(parameters[1].parameter.grad()[0], 4);
  }
}

TEST(Clip, SquaresThatOverflowFloatAreNotInfinite) {
  EXPECT_NEAR(optim::gradient_norm(with_gradients(Scalar(1e30F), 0)) / 1e30, 1, 1e-6);
  EXPECT_NEAR(optim::gradient_norm(with_gradients(Scalar(1e-30F), 0)) / 1e-30, 1, 1e-6);
}

TEST(Clip, RefusesALimitThatIsNotPositive) { EXPECT_THROW(optim::clip_factor(1, 0), UsageError); }

}  // namespace
}  // namespace elman::test
