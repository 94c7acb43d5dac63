#include "elman/data/limits.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "elman/error.h"
#include "elman/random.h"
#include "tests/support/messages.h"

namespace elman::test {
namespace {

// A slow wave with noise, cut off at 3.
std::vector<double> overflowing(std::size_t rows) {
  Random random(1);
  std::vector<double> values;
  for (std::size_t t = 0; t < rows; ++t) {
    values.push_back(std::min(3.0, 2 + 2 * std::sin(static_cast<double>(t) / 20) + random.uniform(-0.01, 0.01)));
  }
  return values;
}

TEST(Limits, AreFoundWhereAColumnStays) {
  const data::Limits limits = data::find_limits(overflowing(600));
  EXPECT_EQ(limits.upper, 3);
  EXPECT_TRUE(std::isinf(limits.lower));
  std::vector<double> negated = overflowing(600);
  for (double& value : negated) value = -value;
  EXPECT_EQ(data::find_limits(negated).lower, -3);
  EXPECT_TRUE(std::isinf(data::find_limits(negated).upper));
}

TEST(Limits, AreNoneInRoundedNumbersNoiseAndFewValues) {
  std::vector<double> rounded;
  std::vector<double> noise;
  std::vector<double> few;
  Random random(2);
  for (int t = 0; t < 600; ++t) {
    rounded.push_back(std::round(20 + 8 * std::sin(t / 20.0)));
    noise.push_back(random.normal());
    few.push_back(t % 60 < 30 ? 1 : 0);
  }
  for (const auto& values : {rounded, noise, few, std::vector<double>{}, std::vector<double>(50, 4.0)}) {
    EXPECT_FALSE(data::find_limits(values).any());
  }
}

TEST(Limits, CountsOfNothingEndAtZero) {
  std::vector<double> rain;
  Random random(3);
  for (int t = 0; t < 400; ++t) rain.push_back(t % 7 < 4 ? 0 : random.uniform(0, 20));
  EXPECT_EQ(data::find_limits(rain).lower, 0);
  EXPECT_TRUE(std::isinf(data::find_limits(rain).upper));
}

TEST(Limits, AreReadAndWritten) {
  for (const char* text : {"0..10", "0..", "..10", "-2.5..-1"}) {
    EXPECT_EQ(data::text_of(data::parse_limits(text, "--limits")), text);
  }
  EXPECT_EQ(data::text_of({}), "none");
  for (const char* text : {"", "..", "5", "5..1", "1..1", "a..b", "1..2x", "inf..", "nan..1", "..inf"}) {
    EXPECT_THROW(data::parse_limits(text, "--limits"), UsageError) << text;
  }
  EXPECT_TRUE(contains(message_of<UsageError>([] { data::parse_limits("5..1", "--limits"); }), "--limits is"));
}

}  // namespace
}  // namespace elman::test
