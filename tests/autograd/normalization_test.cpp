#include "elman/autograd/normalization.h"

#include <gtest/gtest.h>

#include <cmath>

#include "elman/autograd/elementwise.h"
#include "elman/error.h"
#include "tests/support/gradient_check.h"
#include "tests/support/sequences.h"

namespace elman::test {
namespace {

TEST(LayerNormOp, GivesRowsMeanZeroAndVarianceOne) {
  Tape tape;
  const Variable y = ops::layer_norm(tape, tape.constant(random_tensor({3, 17}, 1, 4, 9)),
                                     tape.constant(Tensor::full({17}, 1)), tape.constant(Tensor({17})));
  for (int r = 0; r < 3; ++r) {
    double mean = 0;
    double square = 0;
    for (int j = 0; j < 17; ++j) mean += y.value()[r * 17 + j] / 17.0;
    for (int j = 0; j < 17; ++j) square += std::pow(y.value()[r * 17 + j] - mean, 2) / 17;
    EXPECT_NEAR(mean, 0, 1e-5);
    EXPECT_NEAR(square, 1, 1e-4);
  }
}

TEST(LayerNormOp, HasItsGradients) {
  for (const int n : {2, 9, 40}) {
    Tensor x = random_tensor({4, n}, n);
    for (std::int64_t i = 0; i < x.size(); i += 2) x[i] += 3;  // rows with little variance bend too much for float
    check_gradients([](Tape& t, auto v) { return weighted_sum(t, ops::layer_norm(t, v[0], v[1], v[2])); },
                    {x, random_tensor({n}, n + 1), random_tensor({n}, n + 2)});
  }
}

// More rows than are summed at a time.
TEST(LayerNormOp, HasItsGradientsWithManyRows) {
  Tensor x = random_tensor({600, 3}, 1);
  for (std::int64_t i = 0; i < x.size(); i += 2) x[i] += 3;
  check_gradients([](Tape& t, auto v) { return weighted_sum(t, ops::layer_norm(t, v[0], v[1], v[2])); },
                  {x, random_tensor({3}, 2), random_tensor({3}, 3)}, {.smooth = false});
}

TEST(SoftmaxOp, RowsSumToOneAndHaveTheirGradient) {
  Tape tape;
  const Variable y = ops::softmax(tape, tape.constant(random_tensor({2, 19}, 1, -5, 5)));
  for (int r = 0; r < 2; ++r) {
    double total = 0;
    for (int j = 0; j < 19; ++j) total += y.value()[r * 19 + j];
    EXPECT_NEAR(total, 1, 1e-6);
  }
  check_gradients([](Tape& t, auto v) { return weighted_sum(t, ops::softmax(t, v[0])); },
                  {random_tensor({3, 7}, 2, -2, 2)});
}

TEST(LogSoftmaxOp, IsTheLogarithmOfSoftmaxAndHasItsGradient) {
  Tape tape;
  const Variable x = tape.constant(random_tensor({2, 7}, 3, -2, 2));
  const Variable p = ops::softmax(tape, x);
  const Variable log_p = ops::log_softmax(tape, x);
  for (int i = 0; i < 14; ++i) EXPECT_NEAR(log_p.value()[i], std::log(p.value()[i]), 1e-5);
  check_gradients([](Tape& t, auto v) { return weighted_sum(t, ops::log_softmax(t, v[0])); },
                  {random_tensor({3, 7}, 4, -2, 2)});
}

TEST(AddDropoutOp, IsTheSumWithWhatDropoutLeavesAndHasItsGradients) {
  for (const Scalar p : {Scalar(0), Scalar(0.3)}) {
    check_gradients([&](Tape& t, auto v) { return weighted_sum(t, ops::add_dropout(t, v[0], v[1], p)); },
                    {random_tensor({3, 7}, 1), random_tensor({3, 7}, 2)}, {.training = true});
    check_gradients([&](Tape& t, auto v) { return weighted_sum(t, ops::add_dropout(t, v[0], v[0], p)); },
                    {random_tensor({3, 7}, 1)}, {.training = true});
    Tape fused({.training = true, .seed = 2});
    Tape composed({.training = true, .seed = 2});
    const Tensor x = random_tensor({9, 31}, 1);
    const Tensor y = random_tensor({9, 31}, 2);
    const Variable sum = ops::add_dropout(fused, fused.constant(x), fused.constant(y), p);
    const Variable expected = ops::add(composed, composed.constant(x), ops::dropout(composed, composed.constant(y), p));
    for (std::int64_t i = 0; i < x.size(); ++i) EXPECT_EQ(sum.value()[i], expected.value()[i]);
  }
}

TEST(VariationalDropoutOp, DropsAnElementAtEveryStepOrAtNone) {
  const Sequences sequences({9, 9, 4, 1}, false);
  Tape tape({.training = true, .seed = 3});
  const Variable x = tape.constant(Tensor::full({sequences.rows(), 20}, 1));
  const Variable y = ops::variational_dropout(tape, x, sequences.steps(), Scalar(0.25));
  int kept = 0;
  for (int item = 0; item < sequences.batch(); ++item) {
    for (int j = 0; j < 20; ++j) {
      const Scalar first = y.value()[sequences.row(0, item) * 20 + j];
      EXPECT_TRUE(first == 0 || std::abs(first - 4.0 / 3) < 1e-6);
      kept += first != 0 ? 1 : 0;
      for (int t = 1; t < sequences.lengths()[static_cast<std::size_t>(item)]; ++t) {
        ASSERT_EQ(y.value()[sequences.row(t, item) * 20 + j], first);
      }
    }
  }
  EXPECT_GT(kept, 45);
  EXPECT_LT(kept, 75);
}

TEST(VariationalDropoutOp, HasItsGradientAndIsNothingOutsideOfTraining) {
  const Sequences sequences({4, 2, 2}, false);
  check_gradients(
      [&](Tape& t, auto v) {
        return weighted_sum(t, ops::variational_dropout(t, ops::tanh(t, v[0]), sequences.steps(), Scalar(0.4)));
      },
      {random_tensor({sequences.rows(), 5}, 1)}, {.training = true});
  Tape tape;
  const Variable x = tape.constant(random_tensor({sequences.rows(), 5}, 1));
  EXPECT_EQ(ops::variational_dropout(tape, x, sequences.steps(), Scalar(0.4)), x);
  EXPECT_THROW(ops::variational_dropout(tape, x, sequences.steps(), 1), UsageError);
}

TEST(DropoutOp, ReturnsItsInputOutsideOfTraining) {
  Tape tape;
  const Variable x = tape.variable(random_tensor({4, 5}, 1));
  EXPECT_EQ(ops::dropout(tape, x, Scalar(0.5)), x);
}

TEST(DropoutOp, DropsItsShareAndKeepsTheMean) {
  Tape tape({.training = true, .seed = 3});
  const Variable y = ops::dropout(tape, tape.constant(Tensor::full({1000, 20}, 1)), Scalar(0.3));
  int dropped = 0;
  double total = 0;
  for (const Scalar value : y.value().span()) {
    dropped += value == 0 ? 1 : 0;
    total += value;
  }
  // Five standard deviations of 20,000 draws.
  EXPECT_NEAR(dropped / 20000.0, 0.3, 0.017);
  EXPECT_NEAR(total / 20000, 1, 0.025);
}

TEST(DropoutOp, HasItsGradient) {
  check_gradients(
      [](Tape& t, auto v) {
        const Variable once = ops::dropout(t, ops::tanh(t, v[0]), Scalar(0.4));
        return weighted_sum(t, ops::dropout(t, once, Scalar(0.2)));
      },
      {random_tensor({6, 9}, 5)}, {.training = true});
}

std::vector<Scalar> mask(std::uint64_t seed, std::uint64_t step, int op) {
  Tape tape({.training = true, .seed = seed});
  tape.reset(step);
  Variable y;
  for (int i = 0; i <= op; ++i) y = ops::dropout(tape, tape.constant(Tensor::full({64}, 1)), Scalar(0.5));
  return {y.value().span().begin(), y.value().span().end()};
}

TEST(DropoutOp, MasksDependOnlyOnSeedStepAndOp) {
  EXPECT_EQ(mask(1, 2, 0), mask(1, 2, 0));
  EXPECT_NE(mask(1, 2, 0), mask(2, 2, 0));
  EXPECT_NE(mask(1, 2, 0), mask(1, 3, 0));
  EXPECT_NE(mask(1, 2, 0), mask(1, 2, 1));
}

}  // namespace
}  // namespace elman::test
