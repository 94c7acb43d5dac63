#include "elman/autograd/rows.h"

#include <gtest/gtest.h>

#include "elman/autograd/elementwise.h"
#include "elman/error.h"
#include "tests/support/gradient_check.h"

namespace elman::test {
namespace {

std::vector<Scalar> elements(Variable x) { return {x.value().span().begin(), x.value().span().end()}; }

TEST(IndexRows, TakesRowsInTheirOrderAndAddsTheirGradients) {
  Tape tape;
  const std::vector<std::int32_t> ids{2, 0, 2};
  const Variable y = ops::index_rows(tape, tape.constant(Tensor({3, 2}, {1, 2, 3, 4, 5, 6})), ids);
  EXPECT_EQ(elements(y), (std::vector<Scalar>{5, 6, 1, 2, 5, 6}));
  const std::vector<std::int32_t> many{3, 0, 0, 2, 3, 3};
  check_gradients([&](Tape& t, auto v) { return weighted_sum(t, ops::index_rows(t, v[0], many)); },
                  {random_tensor({5, 3}, 1)});
}

TEST(AddTableRows, AddsOneRowToEachUnlessItIsNone) {
  const std::vector<std::int32_t> ids{2, -1, 0, 2};
  check_gradients(
      [&](Tape& t, auto v) { return weighted_sum(t, ops::add_table_rows(t, v[0], Scalar(1.5), v[1], ids)); },
      {random_tensor({4, 3}, 1), random_tensor({3, 3}, 2)});
  Tape tape;
  const Tensor x = random_tensor({4, 3}, 1);
  const Variable table = tape.constant(Tensor({3, 3}, {1, 2, 3, 4, 5, 6, 7, 8, 9}));
  const Tensor y = ops::add_table_rows(tape, tape.constant(x), 2, table, ids).value();
  EXPECT_EQ(y[2], 2 * x[2] + 9);
  EXPECT_EQ(y[3], 2 * x[3]);
}

TEST(SliceRows, SharesTheValuesAndHasItsGradient) {
  Tape tape;
  const Variable x = tape.constant(Tensor({3, 2}, {1, 2, 3, 4, 5, 6}));
  const Variable y = ops::slice_rows(tape, x, 1, 3);
  EXPECT_EQ(elements(y), (std::vector<Scalar>{3, 4, 5, 6}));
  EXPECT_EQ(y.data(), x.data() + 2);
  check_gradients(
      [](Tape& t, auto v) {
        const Variable overlapping = ops::slice_rows(t, v[0], 0, 4);
        return add_all(t, {weighted_sum(t, overlapping), weighted_sum(t, ops::slice_rows(t, v[0], 2, 5), 2)});
      },
      {random_tensor({5, 3}, 2)});
}

TEST(Reshape, KeepsElementsAndGradients) {
  check_gradients(
      [](Tape& t, auto v) {
        return weighted_sum(t, ops::reshape(t, ops::tanh(t, v[0]), Shape{2, 6}));
      },
      {random_tensor({3, 4}, 3)});
  check_gradients(
      [](Tape& t, auto v) {
        return add_all(t, {weighted_sum(t, v[0]), weighted_sum(t, ops::reshape(t, v[0], Shape{12}), 2)});
      },
      {random_tensor({3, 4}, 4)});
}

TEST(ConcatColumns, PutsColumnsSideBySide) {
  Tape tape;
  const Variable y =
      ops::concat_columns(tape, tape.constant(Tensor({2, 1}, {1, 2})), tape.constant(Tensor({2, 2}, {3, 4, 5, 6})));
  EXPECT_EQ(elements(y), (std::vector<Scalar>{1, 3, 4, 2, 5, 6}));
  check_gradients([](Tape& t, auto v) { return weighted_sum(t, ops::concat_columns(t, v[0], v[1])); },
                  {random_tensor({4, 3}, 5), random_tensor({4, 2}, 6)});
}

TEST(ConcatRows, PutsPartsOneBelowTheOther) {
  Tape tape;
  const Variable a = tape.constant(Tensor({1, 2}, {1, 2}));
  const Variable b = tape.constant(Tensor({2, 2}, {3, 4, 5, 6}));
  const Variable parts[] = {b, a, b};
  const Variable y = ops::concat_rows(tape, parts);
  EXPECT_EQ(y.shape(), (Shape{5, 2}));
  EXPECT_EQ(elements(y), (std::vector<Scalar>{3, 4, 5, 6, 1, 2, 3, 4, 5, 6}));
  check_gradients(
      [](Tape& t, auto v) {
        const Variable three[] = {v[0], v[1], v[0]};
        return weighted_sum(t, ops::concat_rows(t, three));
      },
      {random_tensor({2, 3}, 7), random_tensor({1, 3}, 8)});
}

TEST(SwapLeading, TurnsTimeMajorIntoBatchFirst) {
  Tape tape;
  const Variable y = ops::swap_leading(tape, tape.constant(Tensor({2, 3, 1}, {1, 2, 3, 4, 5, 6})));
  EXPECT_EQ(y.shape(), (Shape{3, 2, 1}));
  EXPECT_EQ(elements(y), (std::vector<Scalar>{1, 4, 2, 5, 3, 6}));
  check_gradients([](Tape& t, auto v) { return weighted_sum(t, ops::swap_leading(t, v[0])); },
                  {random_tensor({3, 4, 2}, 9)});
  check_gradients([](Tape& t, auto v) { return weighted_sum(t, ops::swap_leading(t, v[0])); },
                  {random_tensor({3, 4}, 10)});
}

TEST(ReplaceColumnsOp, PutsValuesInPlaceAndHasItsGradients) {
  Tape tape;
  const ops::Replacement middle{1, tape.constant(Tensor({2, 1}, {7, 8}))};
  const Variable y =
      ops::replace_columns(tape, tape.constant(Tensor({2, 3}, {1, 2, 3, 4, 5, 6})), std::span(&middle, 1));
  EXPECT_EQ(std::vector<Scalar>(y.data(), y.data() + 6), (std::vector<Scalar>{1, 7, 3, 4, 8, 6}));
  check_gradients(
      [](Tape& t, auto v) {
        const ops::Replacement both[] = {{0, v[1]}, {3, v[2]}, {4, v[2]}};
        return weighted_sum(t, ops::replace_columns(t, v[0], both));
      },
      {random_tensor({3, 6}, 1), random_tensor({3, 2}, 2), random_tensor({3, 1}, 3)});
  const ops::Replacement beyond{3, tape.constant(Tensor({2, 1}))};
  EXPECT_THROW(ops::replace_columns(tape, tape.constant(Tensor({2, 3})), std::span(&beyond, 1)), UsageError);
}

}  // namespace
}  // namespace elman::test
