#include "elman/tensor/tensor.h"

#include <gtest/gtest.h>

#include <array>
#include <cstdint>

#include "elman/error.h"

namespace elman::test {
namespace {

TEST(ShapeOfTensors, CountsRowsColumnsAndElements) {
  const Shape shape{2, 3, 4};
  EXPECT_EQ(shape.rank(), 3);
  EXPECT_EQ(shape.elements(), 24);
  EXPECT_EQ(shape.rows(), 6);
  EXPECT_EQ(shape.columns(), 4);
  EXPECT_EQ(shape[-1], 4);
  EXPECT_EQ(shape.with_columns(5), (Shape{2, 3, 5}));
  EXPECT_EQ(shape.to_string(), "(2, 3, 4)");
}

TEST(ShapeOfTensors, OfRankZeroHasOneElement) {
  const Shape shape;
  EXPECT_EQ(shape.elements(), 1);
  EXPECT_EQ(shape.to_string(), "()");
  EXPECT_EQ((Shape{0, 5}).elements(), 0);
}

TEST(ShapeOfTensors, RefusesWhatCannotBe) {
  EXPECT_THROW((Shape{1, 2, 3, 4, 5}), UsageError);
  EXPECT_THROW((Shape{-1}), UsageError);
  const std::int64_t large = std::int64_t{1} << 32;
  EXPECT_THROW((Shape{large, large, large}), UsageError);
  EXPECT_THROW((Shape{1, 2}[2]), UsageError);
  EXPECT_THROW((Shape{1, 2}[-3]), UsageError);
}

TEST(TensorStorage, StartsWithZerosOnAlignedMemory) {
  const Tensor tensor({3, 5});
  EXPECT_EQ(reinterpret_cast<std::uintptr_t>(tensor.data()) % 64, 0U);
  for (const Scalar x : tensor.span()) EXPECT_EQ(x, 0);
}

TEST(TensorStorage, IsSharedByCopiesButNotByClones) {
  Tensor tensor({2}, {1, 2});
  Tensor copy = tensor;
  const Tensor clone = tensor.clone();
  copy[0] = 7;
  EXPECT_EQ(tensor[0], 7);
  EXPECT_EQ(clone[0], 1);
}

TEST(TensorStorage, MayBeBorrowed) {
  std::array<Scalar, 2> memory{1, 2};
  Tensor tensor = Tensor::borrow({2}, memory.data());
  tensor[1] = 5;
  EXPECT_EQ(memory[1], 5);
  EXPECT_FALSE(tensor.owns());
}

TEST(TensorStorage, CanBeReshapedToAsManyElements) {
  const Tensor tensor({2, 3}, {1, 2, 3, 4, 5, 6});
  const Tensor reshaped = tensor.reshape({3, 2});
  EXPECT_EQ(reshaped.data(), tensor.data());
  EXPECT_THROW(tensor.reshape({4}), UsageError);
}

TEST(TensorStorage, RefusesShapesThatDoNotFit) {
  EXPECT_THROW(Tensor({2}, {1, 2, 3}), UsageError);
  EXPECT_THROW(Tensor({2}).item(), UsageError);
  EXPECT_EQ(Tensor({1, 1}, {4}).item(), 4);
  Tensor tensor({2});
  EXPECT_THROW(tensor.copy_from(Tensor({3})), UsageError);
  tensor.copy_from(Tensor({2}, {8, 9}));
  EXPECT_EQ(tensor[1], 9);
}

TEST(TensorStorage, OfADefaultTensorIsNone) {
  const Tensor none;
  EXPECT_FALSE(none.defined());
  EXPECT_EQ(none.size(), 0);
  EXPECT_FALSE(none.clone().defined());
}

}  // namespace
}  // namespace elman::test
