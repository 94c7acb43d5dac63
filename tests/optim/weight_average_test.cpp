#include "elman/optim/weight_average.h"

#include <gtest/gtest.h>

namespace elman {
namespace {

TEST(WeightAverage, FollowsTheWeightsAndSwaps) {
  Parameter parameter(Tensor({1}, {4}));
  optim::WeightAverage average({{"w", parameter}}, 0.5);
  parameter.mutable_value()[0] = 8;
  system::ThreadPool pool(2);
  average.update(pool);  // d = min(0.5, 2 / 11): 4 + (1 - 2 / 11) (8 - 4)
  average.swap();
  EXPECT_NEAR(parameter.value()[0], 4 + 9.0 / 11 * 4, 1e-6);
  average.swap();
  EXPECT_EQ(parameter.value()[0], 8);
}

}  // namespace
}  // namespace elman
