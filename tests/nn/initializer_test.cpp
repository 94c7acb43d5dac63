#include "elman/nn/initializer.h"

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

TEST(Initializer, WithoutRandomNumbersEveryWeightStartsAtZero) {
  const Initializer none = Initializer::zeros();
  EXPECT_TRUE(all_zero(none.uniform({3, 5}, 1)));
  EXPECT_TRUE(all_zero(none.normal({3, 5})));
  const LSTM layer({.input_size = 3, .hidden_size = 4}, none);
  for (const NamedParameter& named : layer.parameters()) EXPECT_TRUE(all_zero(named.parameter.value())) << named.name;
}

TEST(Initializer, EqualSeedsGiveEqualWeightsWithinTheBound) {
  Random one(7);
  Random other(7);
  const Tensor first = Initializer(one).uniform({20, 5}, Scalar(0.25));
  const Tensor second = Initializer(other).uniform({20, 5}, Scalar(0.25));
  EXPECT_FALSE(all_zero(first));
  for (std::int64_t i = 0; i < first.size(); ++i) {
    EXPECT_EQ(first[i], second[i]);
    EXPECT_LE(std::abs(first[i]), Scalar(0.25));
  }
}

TEST(Initializer, ShapesAloneTakeNoMemoryHoweverLargeTheNetwork) {
  const std::int64_t large = 500'000;
  const LSTM layer({.input_size = large, .hidden_size = large / 4}, Initializer::shapes_only());
  const std::vector<NamedParameter> parameters = layer.parameters();
  ASSERT_EQ(parameters.size(), 4U);
  EXPECT_EQ(parameters[0].name, "weight_ih_l0");
  EXPECT_EQ(parameters[0].parameter.shape(), (Shape{large, large}));
  for (const NamedParameter& named : parameters) EXPECT_FALSE(named.parameter.value().defined()) << named.name;
  EXPECT_EQ(layer.parameter_count(), large * large + large * large / 4 + 2 * large);
}

}  // namespace
}  // namespace elman::nn
