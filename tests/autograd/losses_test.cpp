#include "elman/autograd/losses.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "elman/autograd/elementwise.h"
#include "tests/support/gradient_check.h"

namespace elman::test {
namespace {

using ops::CrossEntropyOptions;
using ops::Reduction;

Scalar loss_of(const Tensor& logits, const std::vector<std::int32_t>& target, const CrossEntropyOptions& options) {
  Tape tape;
  return ops::cross_entropy(tape, tape.constant(logits), target, options).value().item();
}

TEST(CrossEntropyOp, OfEqualLogitsIsTheLogarithmOfTheClasses) {
  EXPECT_NEAR(loss_of(Tensor({2, 8}), {3, 5}, {}), std::log(8.0), 1e-6);
  EXPECT_NEAR(loss_of(Tensor({2, 8}), {3, 5}, {.reduction = Reduction::sum}), 2 * std::log(8.0), 1e-6);
}

TEST(CrossEntropyOp, HasItsGradientWithEveryOption) {
  const std::vector<std::int32_t> target{4, 0, -100, 2, 2};
  for (const Reduction reduction : {Reduction::sum, Reduction::mean}) {
    for (const Scalar smoothing : {Scalar(0), Scalar(0.1), Scalar(0.6)}) {
      check_gradients(
          [&](Tape& t, auto v) {
            return ops::cross_entropy(t, v[0], target, {.reduction = reduction, .label_smoothing = smoothing});
          },
          {random_tensor({5, 6}, 1, -2, 2)});
    }
  }
}

TEST(CrossEntropyOp, IgnoredRowsHaveNoLossAndNoGradient) {
  const CrossEntropyOptions options{.label_smoothing = Scalar(0.2), .ignore = 0};
  Tensor logits = random_tensor({3, 4}, 2);
  const Scalar before = loss_of(logits, {1, 0, 3}, options);
  for (int j = 0; j < 4; ++j) logits[4 + j] = static_cast<Scalar>(100 * j);
  EXPECT_EQ(loss_of(logits, {1, 0, 3}, options), before);
  Tape tape;
  const Variable x = tape.variable(logits);
  const std::vector<std::int32_t> target{1, 0, 3};
  tape.backward(ops::cross_entropy(tape, x, target, options));
  for (int j = 0; j < 4; ++j) EXPECT_EQ(x.grad()[4 + j], 0);
}

TEST(CrossEntropyOp, OfIgnoredRowsAloneIsZero) { EXPECT_EQ(loss_of(Tensor({2, 3}), {-100, -100}, {}), 0); }

TEST(CrossEntropyOp, HasItsGradientIfOtherOpsFollow) {
  const std::vector<std::int32_t> target{1, 2};
  check_gradients(
      [&](Tape& t, auto v) {
        const Variable loss = ops::cross_entropy(t, v[0], target);
        return ops::multiply(t, loss, loss);
      },
      {random_tensor({2, 3}, 3)});
}

TEST(CrossEntropyOp, LargeLogitsStayFinite) {
  EXPECT_NEAR(loss_of(Tensor({1, 2}, {5000, -5000}), {1}, {}), 10000, 1e-2);
  EXPECT_EQ(loss_of(Tensor({1, 2}, {5000, -5000}), {0}, {}), 0);
}

TEST(MeanSquaredErrorOp, IsTheMeanOrTheSumOfSquares) {
  Tape tape;
  const Variable a = tape.constant(Tensor({2}, {1, 2}));
  const Variable b = tape.constant(Tensor({2}, {3, 5}));
  EXPECT_EQ(ops::mean_squared_error(tape, a, b).value().item(), Scalar(6.5));
  EXPECT_EQ(ops::mean_squared_error(tape, a, b, Reduction::sum).value().item(), 13);
}

TEST(MeanSquaredErrorOp, HasItsGradient) {
  const Tensor target = random_tensor({3, 5}, 4);
  for (const Reduction reduction : {Reduction::sum, Reduction::mean}) {
    check_gradients([&](Tape& t, auto v) { return ops::mean_squared_error(t, v[0], t.constant(target), reduction); },
                    {random_tensor({3, 5}, 5)});
  }
}

TEST(ErrorMeasures, HaveTheirGradients) {
  const std::vector<Tensor> inputs{random_tensor_without_zeros({4, 3}, 1)};
  const auto target = [](Tape& t) { return t.constant(Tensor({4, 3})); };  // zeros: no error is near the kink
  const GradientCheckOptions kinks{.smooth = false};
  check_gradients([&](Tape& t, auto v) { return ops::absolute_error(t, v[0], target(t)); }, inputs, kinks);
  check_gradients([&](Tape& t, auto v) { return ops::huber_error(t, v[0], target(t), Scalar(0.05)); }, inputs, kinks);
  const std::vector<Scalar> quantiles{Scalar(0.1), Scalar(0.5), Scalar(0.9)};
  check_gradients(
      [&](Tape& t, auto v) {
        return ops::quantile_error(t, v[0], t.constant(Tensor({4, 1})), quantiles);
      },
      inputs, kinks);
}

}  // namespace
}  // namespace elman::test
