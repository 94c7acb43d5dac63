#include "elman/random.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <set>

#include "elman/error.h"

namespace elman::test {
namespace {

TEST(Random, TheCounterIsTheWholeState) {
  Random random(5, 2);
  for (int i = 0; i < 10; ++i) random.normal();
  Random resumed(random.seed(), random.stream(), random.counter());
  EXPECT_EQ(random.counter(), 10U);
  for (int i = 0; i < 10; ++i) EXPECT_EQ(random.bits(), resumed.bits());
  EXPECT_EQ(random.uniform(), resumed.uniform());
  EXPECT_EQ(random.normal(), resumed.normal());
  EXPECT_EQ(random.permutation(30), resumed.permutation(30));
}

TEST(Random, SeedsStreamsAndCountersGiveOtherNumbers) {
  std::set<std::uint64_t> seen;
  for (std::uint64_t seed = 0; seed < 8; ++seed) {
    for (std::uint64_t stream = 0; stream < 8; ++stream) {
      Random random(seed, stream);
      for (int i = 0; i < 8; ++i) seen.insert(random.bits());
    }
  }
  EXPECT_EQ(seen.size(), 512U);
  Random high_stream(1, std::uint64_t{1} << 32);
  Random high_counter(1, 0, std::uint64_t{1} << 32);
  EXPECT_NE(high_stream.bits(), high_counter.bits());
}

// Numbers of a run must be those of the same run next year.
TEST(Random, GivesThePublishedWordsOfPhilox) {
  EXPECT_EQ(Random(0).bits(), 0xe169c58d6627e8d5U);  // Random123's known answer of counter and key 0
}

TEST(Random, UniformNumbersFillTheirRangeEvenly) {
  Random random(1);
  std::array<int, 10> counts{};
  for (int i = 0; i < 20000; ++i) {
    const double x = random.uniform();
    ASSERT_GE(x, 0);
    ASSERT_LT(x, 1);
    ++counts[static_cast<std::size_t>(x * 10)];
  }
  for (const int count : counts) EXPECT_NEAR(count, 2000, 5 * 43);  // five standard deviations
  for (int i = 0; i < 100; ++i) {
    const double x = random.uniform(-3, -1);
    EXPECT_TRUE(x >= -3 && x < -1);
  }
}

TEST(Random, NormalNumbersHaveTheirMoments) {
  Random random(2);
  constexpr int n = 40000;
  double mean = 0;
  double square = 0;
  double fourth = 0;
  for (int i = 0; i < n; ++i) {
    const double x = random.normal();
    mean += x / n;
    square += x * x / n;
    fourth += x * x * x * x / n;
  }
  EXPECT_NEAR(mean, 0, 0.025);
  EXPECT_NEAR(square, 1, 0.04);
  EXPECT_NEAR(fourth, 3, 0.3);
}

TEST(Random, BelowGivesEachNumberEquallyOften) {
  Random random(3);
  std::array<int, 7> counts{};
  for (int i = 0; i < 14000; ++i) ++counts[random.below(7)];
  for (const int count : counts) EXPECT_NEAR(count, 2000, 5 * 42);
  // Remainders of 64 bits alone would give the first half of these three times as often as the second.
  const std::uint64_t n = std::uint64_t{3} << 62;
  int low = 0;
  for (int i = 0; i < 4000; ++i) low += random.below(n) < n / 2 ? 1 : 0;
  EXPECT_NEAR(low, 2000, 5 * 32);
  EXPECT_EQ(random.below(1), 0U);
  EXPECT_THROW(random.below(0), UsageError);
}

TEST(Random, EveryOrderIsEquallyLikely) {
  Random random(4);
  std::array<int, 6> counts{};
  for (int i = 0; i < 6000; ++i) {
    const std::vector<std::int32_t> order = random.permutation(3);
    const auto first = static_cast<std::size_t>(order[0]);
    ++counts[first * 2 + (order[1] > order[2] ? 1 : 0)];
  }
  for (const int count : counts) EXPECT_NEAR(count, 1000, 5 * 29);
}

TEST(Random, APermutationHoldsEachNumberOnce) {
  std::vector<std::int32_t> order = Random(5).permutation(100);
  EXPECT_FALSE(std::ranges::is_sorted(order));
  std::ranges::sort(order);
  std::vector<std::int32_t> all(100);
  std::iota(all.begin(), all.end(), 0);
  EXPECT_EQ(order, all);
  EXPECT_TRUE(Random(5).permutation(0).empty());
  EXPECT_THROW(Random(5).permutation(-1), UsageError);
}

}  // namespace
}  // namespace elman::test
