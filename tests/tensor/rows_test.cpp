#include "elman/tensor/rows.h"

#include <gtest/gtest.h>

#include <vector>

#include "elman/error.h"

namespace elman {
namespace {

using Indices = std::vector<std::int32_t>;

std::vector<Scalar> elements(const Tensor& x) { return {x.span().begin(), x.span().end()}; }

TEST(ChooseAlong, TakesRowsInTheOrderAskedFor) {
  const Tensor x({3, 2}, {1, 2, 3, 4, 5, 6});
  const Tensor y = choose_along(x, 0, Indices{2, 0, 2, 1});
  EXPECT_EQ(y.shape(), (Shape{4, 2}));
  EXPECT_EQ(elements(y), (std::vector<Scalar>{5, 6, 1, 2, 5, 6, 3, 4}));
  EXPECT_EQ(elements(x), (std::vector<Scalar>{1, 2, 3, 4, 5, 6}));
}

TEST(ChooseAlong, TakesEntriesOfAnInnerAxis) {
  const Tensor x({2, 3, 2}, {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12});
  for (const int axis : {1, -2}) {
    const Tensor y = choose_along(x, axis, Indices{2, 0});
    EXPECT_EQ(y.shape(), (Shape{2, 2, 2}));
    EXPECT_EQ(elements(y), (std::vector<Scalar>{5, 6, 1, 2, 11, 12, 7, 8}));
  }
  EXPECT_EQ(elements(choose_along(x, 2, Indices{1})), (std::vector<Scalar>{2, 4, 6, 8, 10, 12}));
}

TEST(ChooseAlong, OfNothingIsEmpty) {
  EXPECT_EQ(choose_along(Tensor({2, 3}), 0, {}).shape(), (Shape{0, 3}));
  EXPECT_EQ(choose_along(Tensor({2, 0, 3}), 0, Indices{1, 1, 1}).shape(), (Shape{3, 0, 3}));
}

TEST(ChooseAlong, RefusesEntriesAndAxesThatAreNotThere) {
  const Tensor x({2, 3});
  EXPECT_THROW(choose_along(x, 0, Indices{2}), UsageError);
  EXPECT_THROW(choose_along(x, 1, Indices{0, -1}), UsageError);
  EXPECT_THROW(choose_along(x, 2, Indices{0}), UsageError);
  EXPECT_THROW(choose_along(x, -3, Indices{0}), UsageError);
}

TEST(FillColumns, SetsTheColumnsOfEveryRow) {
  Tensor x({2, 3}, {1, 2, 3, 4, 5, 6});
  fill_columns(x, Indices{2, 0}, 9);
  EXPECT_EQ(elements(x), (std::vector<Scalar>{9, 2, 9, 9, 5, 9}));
  EXPECT_THROW(fill_columns(x, Indices{3}, 9), UsageError);
  EXPECT_THROW(fill_columns(x, Indices{-1}, 9), UsageError);
}

}  // namespace
}  // namespace elman
