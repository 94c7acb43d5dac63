#include "elman/autograd/linear.h"

#include <gtest/gtest.h>

#include "elman/autograd/elementwise.h"
#include "elman/autograd/rows.h"
#include "tests/support/gradient_check.h"

namespace elman::test {
namespace {

TEST(LinearOp, MultipliesByTheTransposedWeightAndAddsTheBias) {
  Tape tape;
  const Variable y =
      ops::linear(tape, tape.constant(Tensor({1, 2}, {1, 2})), tape.constant(Tensor({3, 2}, {1, 0, 0, 1, 3, 4})),
                  tape.constant(Tensor({3}, {10, 20, 30})));
  ASSERT_EQ(y.shape(), (Shape{1, 3}));
  EXPECT_EQ(y.value()[0], 11);
  EXPECT_EQ(y.value()[1], 22);
  EXPECT_EQ(y.value()[2], 41);
}

TEST(LinearOp, HasItsGradientsAtManySizes) {
  int seed = 0;
  for (const int rows : {1, 3, 19}) {
    for (const int in : {1, 5, 18}) {
      for (const int out : {1, 4, 35}) {
        SCOPED_TRACE(testing::Message() << rows << " rows, " << in << " -> " << out);
        seed += 3;
        check_gradients(
            [](Tape& t, auto v) { return weighted_sum(t, ops::linear(t, v[0], v[1], v[2])); },
            {random_tensor({rows, in}, seed), random_tensor({out, in}, seed + 1), random_tensor({out}, seed + 2)});
      }
    }
  }
}

TEST(LinearOp, WorksWithoutBiasAndOnMoreDimensions) {
  Tape tape;
  const Variable y = ops::linear(tape, tape.constant(random_tensor({2, 3, 4}, 1)), tape.constant(Tensor({5, 4})));
  EXPECT_EQ(y.shape(), (Shape{2, 3, 5}));
  check_gradients([](Tape& t, auto v) { return weighted_sum(t, ops::linear(t, v[0], v[1])); },
                  {random_tensor({2, 3, 4}, 2), random_tensor({5, 4}, 3)});
}

TEST(LinearOp, OneWeightMayBeUsedTwice) {
  check_gradients(
      [](Tape& t, auto v) {
        return weighted_sum(t, ops::linear(t, ops::tanh(t, ops::linear(t, v[0], v[1], v[2])), v[1], v[2]));
      },
      {random_tensor({3, 6}, 4), random_tensor({6, 6}, 5), random_tensor({6}, 6)});
}

TEST(LinearRowsOp, IsTheWholesPartAndHasItsGradients) {
  const std::vector<Tensor> inputs{random_tensor({4, 5}, 1), random_tensor({9, 5}, 2), random_tensor({9}, 3)};
  check_gradients(
      [](Tape& t, auto v) {
        // Two parts of one weight, in one step with the whole.
        return add_all(t, {weighted_sum(t, ops::linear_rows(t, v[0], v[1], v[2], 0, 3), 1),
                           weighted_sum(t, ops::linear_rows(t, v[0], v[1], v[2], 3, 9), 2),
                           weighted_sum(t, ops::linear(t, v[0], v[1], v[2]), 3)});
      },
      inputs);
  const Parameter weight(inputs[1].clone());
  for (int change = 0; change < 2; ++change) {
    Tape tape({.record = false});
    const Variable x = tape.constant(inputs[0]);
    // What was packed for the first rows alone must not pass for the whole.
    const Tensor first = ops::linear_rows(tape, x, weight, {}, 0, 4).value();
    const Tensor whole = ops::linear(tape, x, weight).value();
    const Tensor middle = ops::linear_rows(tape, x, weight, {}, 2, 6).value();
    const Tensor expected = ops::matmul(tape, x, ops::swap_leading(tape, tape.constant(weight.value()))).value();
    for (int row = 0; row < 4; ++row) {
      for (int j = 0; j < 9; ++j) EXPECT_EQ(whole[row * 9 + j], expected[row * 9 + j]);
      for (int j = 0; j < 4; ++j) EXPECT_EQ(first[row * 4 + j], whole[row * 9 + j]);
      for (int j = 0; j < 4; ++j) EXPECT_EQ(middle[row * 4 + j], whole[row * 9 + 2 + j]);
    }
    Parameter(weight).mutable_value().fill(3);  // kept forms of all parts have to be made anew
  }
}

TEST(Matmul, MultipliesRowsByColumns) {
  Tape tape;
  const Variable y =
      ops::matmul(tape, tape.constant(Tensor({2, 2}, {1, 2, 3, 4})), tape.constant(Tensor({2, 3}, {1, 0, 2, 0, 1, 5})));
  ASSERT_EQ(y.shape(), (Shape{2, 3}));
  const Scalar expected[] = {1, 2, 12, 3, 4, 26};
  for (int i = 0; i < 6; ++i) EXPECT_EQ(y.value()[i], expected[i]);
}

TEST(Matmul, HasItsGradients) {
  for (const int k : {1, 7, 33}) {
    check_gradients([](Tape& t, auto v) { return weighted_sum(t, ops::matmul(t, v[0], v[1])); },
                    {random_tensor({5, k}, k), random_tensor({k, 6}, 100 + k)});
  }
}

TEST(Matmul, OneParameterMayBeFactorAndWeight) {
  check_gradients(
      [](Tape& t, auto v) {
        return add_all(t, {weighted_sum(t, ops::matmul(t, v[0], v[1])), weighted_sum(t, ops::linear(t, v[0], v[1]))});
      },
      {random_tensor({4, 5}, 1), random_tensor({5, 5}, 2)});
}

}  // namespace
}  // namespace elman::test
