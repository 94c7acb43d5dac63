#include "elman/nn/initialization.h"

#include <gtest/gtest.h>

#include <cmath>

#include "elman/nn/recurrent.h"

namespace elman::nn {
namespace {

bool all_zero(const Tensor& tensor) {
  for (const Scalar value : tensor.span()) {
    if (value != 0) return false;
  }
  return true;
}

TEST(Initialization, WithoutRandomNumbersEveryWeightStartsAtZero) {
  Random none = Random::none();
  EXPECT_TRUE(all_zero(uniform(Shape{3, 5}, 1, none)));
  EXPECT_TRUE(all_zero(normal(Shape{3, 5}, none)));
  const LSTM layer({.input_size = 3, .hidden_size = 4}, none);
  for (const NamedParameter& named : layer.parameters()) EXPECT_TRUE(all_zero(named.parameter.value())) << named.name;
}

TEST(Initialization, EqualSeedsGiveEqualWeightsWithinTheBound) {
  Random one(7);
  Random other(7);
  const Tensor first = uniform(Shape{20, 5}, Scalar(0.25), one);
  const Tensor second = uniform(Shape{20, 5}, Scalar(0.25), other);
  EXPECT_FALSE(all_zero(first));
  for (std::int64_t i = 0; i < first.size(); ++i) {
    EXPECT_EQ(first[i], second[i]);
    EXPECT_LE(std::abs(first[i]), Scalar(0.25));
  }
}

}  // namespace
}  // namespace elman::nn
