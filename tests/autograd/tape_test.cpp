#include "elman/autograd/tape.h"

#include <gtest/gtest.h>

#include <array>
#include <functional>
#include <string>

#include "elman/autograd/ops.h"
#include "elman/error.h"
#include "tests/support/gradient_check.h"
#include "tests/support/sequences.h"

namespace elman::test {
namespace {

TEST(TapeTest, AddsTheGradientsOfStepsUntilTheyAreCleared) {
  Parameter w(Tensor({1}, {3}));
  Tape tape;
  for (int step = 1; step <= 3; ++step) {
    tape.reset();
    tape.backward(ops::multiply(tape, w, w));
    EXPECT_EQ(w.grad()[0], 6 * step);
  }
  w.zero_grad();
  EXPECT_EQ(w.grad()[0], 0);
}

TEST(TapeTest, StartsBackwardFromAnyGradient) {
  Tape tape;
  const Variable x = tape.variable(Tensor({2}, {1, 2}));
  const Variable y = ops::multiply(tape, x, x);
  tape.backward(y, Tensor({2}, {10, 100}));
  EXPECT_EQ(x.grad()[0], 20);
  EXPECT_EQ(x.grad()[1], 400);
}

TEST(TapeTest, GivesNoGradientToWhatTheLossDoesNotReach) {
  Tape tape;
  const Variable x = tape.variable(Tensor({1}, {2}));
  const Variable y = tape.variable(Tensor({1}, {2}));
  ops::multiply(tape, y, y);
  tape.backward(ops::tanh(tape, x));
  EXPECT_TRUE(x.has_grad());
  EXPECT_FALSE(y.has_grad());
}

TEST(TapeTest, KeepsConstantsAliveUntilReset) {
  Tape tape;
  const Variable x = tape.constant(Tensor({1}, {4}));  // the tensor itself is gone
  EXPECT_EQ(x.value().item(), 4);
}

TEST(TapeTest, RefusesABackwardPassThatCannotBe) {
  Tape tape;
  EXPECT_THROW(tape.backward(tape.variable(Tensor({2}))), UsageError);
  EXPECT_THROW(tape.backward(tape.constant(Tensor({1}))), UsageError);
  const Variable x = tape.variable(Tensor({2}));
  EXPECT_THROW(tape.backward(x, Tensor({3})), UsageError);
  Tape inference({.record = false});
  EXPECT_THROW(inference.backward(inference.variable(Tensor({1}))), UsageError);
}

// Runs an op that must throw, and returns what it says.
std::string complaint(const std::function<void(Tape&)>& op) {
  Tape tape;
  try {
    op(tape);
  } catch (const UsageError& error) {
    return error.what();
  }
  return "nothing was thrown";
}

Variable zeros(Tape& tape, const Shape& shape) { return tape.variable(Tensor(shape)); }

void expect_named(const std::string& op, const std::function<void(Tape&)>& call) {
  const std::string said = complaint(call);
  EXPECT_EQ(said.substr(0, op.size() + 2), op + ": ") << said;
}

TEST(TapeTest, ShapeErrorsNameTheOp) {
  using Ids = std::vector<std::int32_t>;
  expect_named("add", [](Tape& t) { ops::add(t, zeros(t, {2}), zeros(t, {3})); });
  expect_named("subtract", [](Tape& t) { ops::subtract(t, zeros(t, {2, 1}), zeros(t, {2})); });
  expect_named("multiply", [](Tape& t) { ops::multiply(t, zeros(t, {2}), {}); });
  expect_named("linear", [](Tape& t) { ops::linear(t, zeros(t, {2, 3}), zeros(t, {4, 2})); });
  expect_named("linear", [](Tape& t) { ops::linear(t, zeros(t, {2, 3}), zeros(t, {4, 3}), zeros(t, {3})); });
  expect_named("matmul", [](Tape& t) { ops::matmul(t, zeros(t, {2, 3}), zeros(t, {2, 3})); });
  expect_named("index_rows", [](Tape& t) { ops::index_rows(t, zeros(t, {2, 3}), Ids{2}); });
  expect_named("index_rows", [](Tape& t) { ops::index_rows(t, zeros(t, {2, 3}), Ids{-1}); });
  expect_named("slice_rows", [](Tape& t) { ops::slice_rows(t, zeros(t, {2, 3}), 1, 3); });
  expect_named("reshape", [](Tape& t) { ops::reshape(t, zeros(t, {2, 3}), {5}); });
  expect_named("concat_columns", [](Tape& t) { ops::concat_columns(t, zeros(t, {2, 3}), zeros(t, {3, 3})); });
  expect_named("concat_rows", [](Tape& t) { ops::concat_rows(t, std::array{zeros(t, {2, 3}), zeros(t, {2, 2})}); });
  expect_named("concat_rows", [](Tape& t) { ops::concat_rows(t, {}); });
  expect_named("swap_leading", [](Tape& t) { ops::swap_leading(t, zeros(t, {3})); });
  expect_named("dropout", [](Tape& t) { ops::dropout(t, zeros(t, {3}), 1); });
  expect_named("layer_norm", [](Tape& t) { ops::layer_norm(t, zeros(t, {2, 3}), zeros(t, {2}), zeros(t, {3})); });
  expect_named("cross_entropy", [](Tape& t) { ops::cross_entropy(t, zeros(t, {2, 3}), Ids{1}); });
  expect_named("cross_entropy", [](Tape& t) { ops::cross_entropy(t, zeros(t, {1, 3}), Ids{3}); });
  expect_named("cross_entropy", [](Tape& t) {
    ops::cross_entropy(t, zeros(t, {1, 3}), Ids{1}, {.label_smoothing = 1});
  });
  expect_named("mean_squared_error", [](Tape& t) { ops::mean_squared_error(t, zeros(t, {2}), zeros(t, {3})); });
}

TEST(TapeTest, ShapeErrorsOfSequencesNameTheOp) {
  const Sequences two({2, 1}, false);
  const auto layer = [&](Tape& t, const Shape& x, const Shape& ih, const Shape& hh, Variable h0 = {}, Variable c0 = {},
                         std::vector<std::int32_t> ids = {}) {
    const ops::RecurrentWeights weights{zeros(t, ih), zeros(t, hh), {}, {}};
    ops::recurrent(t, kernels::Cell::gru, two.steps(), {zeros(t, x), ids}, {&weights, 1}, h0, c0);
  };
  expect_named("recurrent", [&](Tape& t) { layer(t, {3, 5}, {12, 4}, {12, 4}); });
  expect_named("recurrent", [&](Tape& t) { layer(t, {3, 5}, {12, 5}, {16, 4}); });
  expect_named("recurrent", [&](Tape& t) { layer(t, {2, 5}, {12, 5}, {12, 4}); });
  expect_named("recurrent", [&](Tape& t) { layer(t, {3, 5}, {12, 5}, {12, 4}, zeros(t, {2, 4})); });
  expect_named("recurrent", [&](Tape& t) { layer(t, {3, 5}, {12, 5}, {12, 4}, {}, zeros(t, {1, 2, 4})); });
  expect_named("recurrent", [&](Tape& t) { layer(t, {3, 5}, {12, 5}, {12, 4}, {}, {}, {0, 1, 3}); });
  expect_named("recurrent", [&](Tape& t) { layer(t, {3, 5}, {12, 5}, {12, 4}, {}, {}, {0, 1}); });
  EXPECT_EQ(complaint([&](Tape& t) { layer(t, {3, 5}, {12, 5}, {12, 4}); }), "nothing was thrown");

  const auto attend = [&](Tape& t, const Shape& query, const Shape& value, std::vector<std::int32_t> item,
                          std::vector<std::int32_t> length, kernels::Score score = kernels::Score::dot) {
    ops::attention(t, score, zeros(t, query), item, {zeros(t, {3, 4}), zeros(t, value), two.steps(), length});
  };
  expect_named("attention", [&](Tape& t) { attend(t, {1, 5}, {3, 2}, {0}, {2, 1}); });
  expect_named("attention", [&](Tape& t) { attend(t, {1, 4}, {2, 2}, {0}, {2, 1}); });
  expect_named("attention", [&](Tape& t) { attend(t, {1, 4}, {3, 2}, {0, 1}, {2, 1}); });
  expect_named("attention", [&](Tape& t) { attend(t, {1, 4}, {3, 2}, {2}, {2, 1}); });
  expect_named("attention", [&](Tape& t) { attend(t, {1, 4}, {3, 2}, {0}, {2}); });
  expect_named("attention", [&](Tape& t) { attend(t, {1, 4}, {3, 2}, {0}, {3, 1}); });
  expect_named("attention", [&](Tape& t) { attend(t, {1, 4}, {3, 2}, {0}, {2, 1}, kernels::Score::additive); });
  EXPECT_EQ(complaint([&](Tape& t) { attend(t, {1, 4}, {3, 2}, {0}, {2, 1}); }), "nothing was thrown");
}

}  // namespace
}  // namespace elman::test
