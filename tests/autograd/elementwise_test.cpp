#include "elman/autograd/elementwise.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "elman/error.h"
#include "tests/support/gradient_check.h"

namespace elman::test {
namespace {

constexpr Scalar tolerance = sizeof(Scalar) == 8 ? Scalar(1e-14) : Scalar(1e-6);

TEST(Elementwise, TanhHasItsValuesAndItsGradient) {
  Tape tape;
  const Tensor x({2, 2}, {-2, -0.5, 0, 1});
  const Variable y = ops::tanh(tape, tape.constant(x));
  for (int i = 0; i < 4; ++i) EXPECT_NEAR(y.value()[i], std::tanh(x[i]), tolerance);
  check_gradients([](Tape& t, auto in) { return weighted_sum(t, ops::tanh(t, in[0])); },
                  {random_tensor({5, 7}, 1, -3, 3)});
}

TEST(Elementwise, SigmoidHasItsValuesAndItsGradient) {
  Tape tape;
  const Tensor x({4}, {-2, -0.5, 0, 1});
  const Variable y = ops::sigmoid(tape, tape.constant(x));
  for (int i = 0; i < 4; ++i) EXPECT_NEAR(y.value()[i], 1 / (1 + std::exp(-x[i])), tolerance);
  check_gradients([](Tape& t, auto in) { return weighted_sum(t, ops::sigmoid(t, in[0])); },
                  {random_tensor({5, 7}, 2, -3, 3)});
}

TEST(Elementwise, ReluHasItsValuesAndItsGradient) {
  Tape tape;
  const Variable x = tape.variable(Tensor({3}, {-2, 0, 3}));
  const Variable y = ops::relu(tape, x);
  EXPECT_EQ(y.value()[0], 0);
  EXPECT_EQ(y.value()[2], 3);
  tape.backward(ops::sum(tape, y));
  EXPECT_EQ(x.grad()[1], 0) << "at the kink";
  check_gradients([](Tape& t, auto in) { return weighted_sum(t, ops::relu(t, in[0])); },
                  {random_tensor_without_zeros({5, 7}, 3)});
}

TEST(Elementwise, GeluHasItsValuesAndItsGradient) {
  Tape tape;
  const Tensor x({6}, {-30, -2, -0.5, 0, 1, 30});
  const Variable y = ops::gelu(tape, tape.constant(x));
  for (int i = 0; i < 6; ++i) EXPECT_NEAR(y.value()[i], x[i] * (1 + std::erf(x[i] / std::sqrt(2.0))) / 2, tolerance);
  check_gradients([](Tape& t, auto in) { return weighted_sum(t, ops::gelu(t, in[0])); },
                  {random_tensor({5, 7}, 2, -3, 3)});
}

TEST(Elementwise, LimitsEndEachColumnAndLetThroughWhatLeadsBack) {
  const Scalar infinite = std::numeric_limits<Scalar>::infinity();
  const std::vector<Scalar> lower{-1, -infinite};
  const std::vector<Scalar> upper{infinite, 2};
  Tape tape;
  const Variable x = tape.variable(Tensor({3, 2}, {-3, 5, 0.5, 1, -4, 7}));
  const Variable y = ops::limit(tape, x, lower, upper);
  const Scalar expected[] = {-1, 2, 0.5, 1, -1, 2};
  for (int i = 0; i < 6; ++i) EXPECT_EQ(y.value()[i], expected[i]);
  // What is below can learn to rise, and what is above to fall; a gradient that leads further out ends here.
  tape.backward(ops::sum(tape, ops::multiply(tape, y, tape.constant(Tensor({3, 2}, {-1, 1, 3, 4, 1, -1})))));
  const Scalar gradient[] = {-1, 1, 3, 4, 0, 0};
  for (int i = 0; i < 6; ++i) EXPECT_EQ(x.grad()[i], gradient[i]) << i;
  check_gradients([&](Tape& t, auto in) { return weighted_sum(t, ops::limit(t, in[0], lower, upper)); },
                  {random_tensor({5, 2}, 2, Scalar(-0.9), Scalar(1.9))});
  EXPECT_THROW(ops::limit(tape, x, std::vector<Scalar>{0}, upper), UsageError);
}

TEST(Elementwise, SumsDifferencesAndProductsHaveTheirGradients) {
  const std::vector<Tensor> inputs{random_tensor({3, 5}, 4), random_tensor({3, 5}, 5)};
  check_gradients([](Tape& t, auto in) { return weighted_sum(t, ops::add(t, in[0], in[1])); }, inputs);
  check_gradients([](Tape& t, auto in) { return weighted_sum(t, ops::subtract(t, in[0], in[1])); }, inputs);
  check_gradients([](Tape& t, auto in) { return weighted_sum(t, ops::multiply(t, in[0], in[1])); }, inputs);
}

TEST(Elementwise, AVariableThatIsUsedTwiceGetsBothGradients) {
  check_gradients(
      [](Tape& t, auto in) {
        const Variable square = ops::multiply(t, in[0], in[0]);
        return weighted_sum(t, ops::subtract(t, ops::add(t, square, in[0]), ops::tanh(t, square)));
      },
      {random_tensor({4, 3}, 6)});
}

TEST(Elementwise, ScaleMultipliesAndShifts) {
  Tape tape;
  const Variable y = ops::scale(tape, tape.constant(Tensor({2}, {1, -3})), 2, 5);
  EXPECT_EQ(y.value()[0], 7);
  EXPECT_EQ(y.value()[1], -1);
  check_gradients([](Tape& t, auto in) { return weighted_sum(t, ops::scale(t, in[0], -1.5, 0.25)); },
                  {random_tensor({3, 4}, 7)});
}

TEST(Elementwise, SumAndMeanTakeAllElements) {
  Tape tape;
  const Variable x = tape.constant(Tensor({2, 2}, {1, 2, 3, 6}));
  EXPECT_EQ(ops::sum(tape, x).value().item(), 12);
  EXPECT_EQ(ops::mean(tape, x).value().item(), 3);
  const auto squared = [](Tape& t, Variable v) { return ops::multiply(t, v, v); };
  check_gradients([&](Tape& t, auto in) { return squared(t, ops::sum(t, in[0])); }, {random_tensor({3, 4}, 8)});
  check_gradients([&](Tape& t, auto in) { return squared(t, ops::mean(t, in[0])); }, {random_tensor({3, 4}, 9)});
}

}  // namespace
}  // namespace elman::test
