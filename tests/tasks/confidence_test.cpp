#include "elman/tasks/confidence.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "elman/random.h"

namespace elman::test {
namespace {

using tasks::Confidence;
using tasks::JudgedConfidence;
using tasks::JudgedOutput;

// Right with the probability that a known logistic function gives them.
std::vector<JudgedOutput> drawn(std::size_t count, std::uint64_t seed) {
  Random random(seed);
  std::vector<JudgedOutput> outputs;
  for (std::size_t i = 0; i < count; ++i) {
    const auto symbols = static_cast<std::size_t>(random.below(12));
    const double log_probability = -0.1 * static_cast<double>(symbols + 1) - 2 * random.uniform();
    const double odds = 1.5 + 2 * log_probability + 0.2 * static_cast<double>(symbols + 1);
    outputs.push_back({log_probability, symbols, random.uniform() < 1 / (1 + std::exp(-odds))});
  }
  return outputs;
}

std::vector<JudgedConfidence> judged(const Confidence& confidence, const std::vector<JudgedOutput>& outputs) {
  std::vector<JudgedConfidence> all;
  for (const JudgedOutput& output : outputs) {
    all.push_back({confidence.of(output.log_probability, output.symbols), output.right});
  }
  return all;
}

TEST(Confidence, FindsAKnownLaw) {
  const Confidence confidence(drawn(20'000, 1));
  EXPECT_NEAR(confidence.of(-1, 4), 1 / (1 + std::exp(-(1.5 - 2 + 1))), 0.02);
  const std::vector<JudgedOutput> others = drawn(20'000, 2);
  EXPECT_LT(tasks::calibration_error(judged(confidence, others)), 1.5);
  std::vector<JudgedConfidence> own;
  for (const JudgedOutput& output : others) own.push_back({std::exp(output.log_probability), output.right});
  EXPECT_GT(tasks::calibration_error(own), 15);
}

TEST(Confidence, IsSaneOfFewOutputsAndOfThoseThatAreAllRight) {
  EXPECT_FALSE(Confidence().known());
  EXPECT_FALSE(Confidence(std::vector<JudgedOutput>()).known());
  const std::vector<JudgedOutput> right(200, {-0.4, 5, true});
  const double sure = Confidence(right).of(-0.4, 5);
  EXPECT_GT(sure, 0.95);
  EXPECT_LT(sure, 1);
  const std::vector<JudgedOutput> wrong(200, {-3, 5, false});
  EXPECT_LT(Confidence(wrong).of(-3, 5), 0.05);
  const std::vector<JudgedOutput> one{{-0.1, 3, true}};
  EXPECT_GT(Confidence(one).of(-0.1, 3), Confidence(one).of(-5, 3));
  EXPECT_TRUE(std::isfinite(Confidence(one).of(-std::numeric_limits<double>::infinity(), 3)));
}

TEST(Confidence, AnswersAsManyAsAWantedShareOfRightOnesAllows) {
  std::vector<JudgedOutput> outputs;
  for (int i = 0; i < 1000; ++i) outputs.push_back({-0.001 * i, 4, i < 700 || i % 2 == 0});
  const Confidence confidence(outputs);
  const auto all = confidence.at_precision(0.8);
  ASSERT_TRUE(all.has_value());
  EXPECT_NEAR(all->answered, 1, 1e-12);
  EXPECT_NEAR(all->right, 0.85, 1e-12);
  const auto some = confidence.at_precision(0.99);
  ASSERT_TRUE(some.has_value());
  EXPECT_NEAR(some->answered, 0.71, 0.011);
  EXPECT_NEAR(confidence.of(-0.001 * (1000 * some->answered - 1), 4), some->least, 1e-9);
  EXPECT_FALSE(Confidence(std::vector<JudgedOutput>(10, {-1, 3, false})).at_precision(0.5).has_value());
}

TEST(Confidence, ItsErrorIsTheMeanDistanceOverBins) {
  // Bin 0.9: two of 0.95 and 0.9, one right: 0.85 of two; bin 0.2: 0.25 and wrong.
  const std::vector<JudgedConfidence> outputs{{0.95, true}, {0.9, false}, {0.25, false}};
  EXPECT_NEAR(tasks::calibration_error(outputs), 100 * (0.85 + 0.25) / 3, 1e-9);
  EXPECT_EQ(tasks::calibration_error({}), 0);
}

}  // namespace
}  // namespace elman::test
