#include "elman/decode/ensemble.h"

#include <gtest/gtest.h>

#include <cmath>
#include <utility>
#include <vector>

#include "elman/decode/search.h"
#include "elman/error.h"
#include "tests/decode/chain.h"

namespace elman::decode {
namespace {

using test::always;
using test::Chain;

std::vector<std::unique_ptr<model::Decoding>> two(std::unique_ptr<Chain> one, std::unique_ptr<Chain> other) {
  std::vector<std::unique_ptr<model::Decoding>> members;
  members.push_back(std::move(one));
  members.push_back(std::move(other));
  return members;
}

TEST(Ensemble, GivesTheMeanOfTheProbabilities) {
  Ensemble ensemble(two(std::make_unique<Chain>(2, always(std::log(0.5), std::log(0.3), std::log(0.2))),
                        std::make_unique<Chain>(2, always(std::log(0.1), std::log(0.8), std::log(0.1)))));
  const std::vector<std::int32_t> tokens(2, text::Vocabulary::start);
  const Tensor& next = ensemble.step(tokens);
  ASSERT_EQ(next.shape(), (Shape{2, 7}));
  for (const int row : {0, 1}) {
    EXPECT_NEAR(std::exp(next[row * 7 + 3]), 0.3, 1e-6);
    EXPECT_NEAR(std::exp(next[row * 7 + 4]), 0.55, 1e-6);
    EXPECT_NEAR(std::exp(next[row * 7 + 5]), 0.15, 1e-6);
    EXPECT_EQ(next[row * 7 + 6], -std::numeric_limits<Scalar>::infinity());
  }
  EXPECT_FALSE(ensemble.alignment().defined());
}

TEST(Ensemble, SearchTakesWhatTheMembersAgreeOn) {
  // Each member alone would end at once, or write 4 for ever.
  Ensemble ensemble(two(std::make_unique<Chain>(1, always(std::log(0.6), std::log(0.2), std::log(0.2))),
                        std::make_unique<Chain>(1, always(std::log(0.2), std::log(0.6), std::log(0.2)))));
  const auto found = search(ensemble, {.beam = 3, .nbest = 3});
  ASSERT_EQ(found.size(), 1U);
  EXPECT_NEAR(found[0][0].log_probability, std::log(0.4), 1e-6);
  EXPECT_TRUE(found[0][0].ids.empty());
}

TEST(Ensemble, RefusesMembersThatDoNotGoTogether) {
  EXPECT_THROW(Ensemble({}), UsageError);
  EXPECT_THROW(
      Ensemble(two(std::make_unique<Chain>(1, always(-1, -1, -1)), std::make_unique<Chain>(2, always(-1, -1, -1)))),
      UsageError);
}

}  // namespace
}  // namespace elman::decode
