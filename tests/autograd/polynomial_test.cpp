#include "elman/autograd/polynomial.h"

#include <gtest/gtest.h>

#include <vector>

#include "elman/error.h"
#include "tests/support/gradient_check.h"

namespace elman::test {
namespace {

TEST(MonomialsOp, MultipliesColumnsAndHasItsGradients) {
  const std::vector<std::int32_t> first{0, 0, 1, 3, 6};
  const std::vector<std::int32_t> factors{2, 0, 1, 1, 1, 2};
  Tape tape;
  const Variable y = ops::monomials(tape, tape.constant(Tensor({1, 3}, {2, 3, 5})), first, factors);
  EXPECT_EQ(std::vector<Scalar>(y.data(), y.data() + 4), (std::vector<Scalar>{1, 5, 6, 45}));
  check_gradients([&](Tape& t, auto v) { return weighted_sum(t, ops::monomials(t, v[0], first, factors)); },
                  {random_tensor({4, 3}, 1)});
  const std::vector<std::int32_t> beyond{0, 1};
  const std::vector<std::int32_t> third{3};
  EXPECT_THROW(ops::monomials(tape, tape.constant(Tensor({1, 3})), beyond, third), UsageError);
}

}  // namespace
}  // namespace elman::test
