#include "elman/nn/positions.h"

#include <gtest/gtest.h>

#include <cmath>

#include "elman/autograd/ops.h"
#include "elman/error.h"
#include "tests/support/gradient_check.h"
#include "tests/support/messages.h"
#include "tests/support/parameter_check.h"
#include "tests/support/sequences.h"

namespace elman::test {
namespace {

using Numbers = std::vector<std::int32_t>;

TEST(Positions, SinesAndCosinesFollowTheDefinition) {
  for (const std::int64_t size : {1, 6, 7}) {
    const nn::Positions positions({.size = size}, nn::Initializer::zeros());
    EXPECT_TRUE(positions.parameters().empty());
    const Numbers at{3, 0, -1, 200, 3};
    Tape tape;
    const Tensor x = random_tensor({5, size}, 1);
    const Tensor y = positions.forward(tape, tape.constant(x), at, 2).value();
    for (std::int64_t row = 0; row < 5; ++row) {
      const std::int32_t p = at[static_cast<std::size_t>(row)];
      for (std::int64_t c = 0; c < size; ++c) {
        const double angle = p / std::pow(10000.0, static_cast<double>(c / 2 * 2) / static_cast<double>(size));
        const double added = p < 0 ? 0 : c % 2 == 0 ? std::sin(angle) : std::cos(angle);
        EXPECT_NEAR(y[row * size + c], 2 * x[row * size + c] + added, sizeof(Scalar) == 8 ? 1e-12 : 1e-6);
      }
    }
  }
}

TEST(Positions, AStepOfDecodingGetsWhatItsRowHadInTheWhole) {
  const nn::Positions positions({.size = 8}, nn::Initializer::zeros());
  Tape tape;
  const Variable x = tape.constant(Tensor(Shape{30, 8}));
  Numbers all;
  for (std::int32_t p = 0; p < 30; ++p) all.push_back(p);
  const Tensor whole = positions.forward(tape, x, all).value();
  for (std::int32_t p = 0; p < 30; ++p) {
    const Tensor one = positions.forward(tape, tape.constant(Tensor(Shape{1, 8})), Numbers{p}).value();
    for (int c = 0; c < 8; ++c) EXPECT_NEAR(one[c], whole[p * 8 + c], 1e-6);
  }
}

TEST(Positions, AreTheStepsOfRows) {
  const Sequences sequences({3, 2}, false);
  Tape tape;
  const auto position = nn::positions_of(tape, sequences.steps(), 4);
  EXPECT_EQ(Numbers(position.begin(), position.end()), (Numbers{4, 4, 5, 5, 6}));
}

TEST(Positions, LearnedOnesHaveTheirGradients) {
  Random random(1);
  nn::Positions positions({.kind = nn::PositionKind::learned, .size = 3, .longest = 5}, random);
  const Numbers at{4, 0, -1, 1, 0};
  const Tensor x = random_tensor({5, 3}, 1);
  check_gradients([&](Tape& t, auto v) { return weighted_sum(t, positions.forward(t, v[0], at, 2)); }, {x});
  check_parameter_gradients(positions,
                            [&](Tape& t) { return weighted_sum(t, positions.forward(t, t.constant(x), at, 2)); });
}

TEST(Positions, PastTheLastLearnedOneShareIt) {
  Random random(1);
  const nn::Positions positions({.kind = nn::PositionKind::learned, .size = 2, .longest = 5}, random);
  Tape tape;
  const Tensor y = positions.forward(tape, tape.constant(Tensor(Shape{3, 2})), Numbers{4, 5, 90}).value();
  for (int i = 0; i < 6; ++i) EXPECT_EQ(y[i], positions.parameter("weight").value()[8 + i % 2]);
}

TEST(Positions, BelowMinusOneThereAreNone) {
  const nn::Positions positions({.size = 1}, nn::Initializer::zeros());
  Tape tape;
  const Variable x = tape.constant(Tensor(Shape{1, 1}));
  EXPECT_TRUE(contains(message_of<UsageError>([&] { positions.forward(tape, x, Numbers{-2}); }), "-2"));
}

}  // namespace
}  // namespace elman::test
