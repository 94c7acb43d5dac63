#include "elman/decode/viterbi.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "elman/error.h"
#include "tests/support/tag_chain.h"

namespace elman::decode {
namespace {

using test::all_sequences;
using test::ScoredSequence;

struct Scores {
  int tags;
  std::vector<Scalar> emissions, transitions, start, end;

  TagScores view() const { return {tags, emissions, transitions, start, end}; }
  // What is empty as zeros.
  test::TagChain chain() const {
    const auto n = static_cast<std::size_t>(tags);
    test::TagChain chain{tags,
                         {emissions.begin(), emissions.end()},
                         {transitions.begin(), transitions.end()},
                         {start.begin(), start.end()},
                         {end.begin(), end.end()}};
    chain.transitions.resize(n * n);
    chain.start.resize(n);
    chain.end.resize(n);
    return chain;
  }
};

// With values between -range and range in steps of `step`; of powers of two all sums are exact, and many are equal.
Scores random_scores(int tags, int length, bool linked, double range, double step, std::mt19937& random) {
  const auto values = [&](int count) {
    std::uniform_real_distribution<double> distribution(-range, range);
    std::vector<Scalar> v(static_cast<std::size_t>(count));
    for (Scalar& x : v) x = static_cast<Scalar>(std::round(distribution(random) / step) * step);
    return v;
  };
  if (!linked) return {tags, values(length * tags), {}, {}, {}};
  return {tags, values(length * tags), values(tags * tags), values(tags), values(tags)};
}

void expect_the_best(const Scores& scores, int count) {
  const std::vector<ScoredSequence> all = all_sequences(scores.chain());
  const std::vector<TagSequence> found = best_tags(scores.view(), count);
  ASSERT_EQ(found.size(), std::min(all.size(), static_cast<std::size_t>(count)));
  for (std::size_t i = 0; i < found.size(); ++i) {
    EXPECT_EQ(found[i].ids, all[i].ids) << "number " << i;
    EXPECT_NEAR(found[i].log_probability, all[i].log_probability, 1e-10);
  }
}

TEST(BestTags, AreThoseThatEnumerationFinds) {
  std::mt19937 random(1);
  for (const auto& [tags, length] : {std::pair{1, 1}, {1, 5}, {2, 1}, {2, 7}, {3, 5}, {5, 4}, {17, 2}}) {
    for (const bool linked : {true, false}) {
      for (int round = 0; round < 5; ++round) {
        const Scores scores = random_scores(tags, length, linked, 2, 1e-6, random);
        for (const int count : {1, 2, 7, 1000}) {
          SCOPED_TRACE(testing::Message() << tags << " tags, length " << length << ", " << count << " wanted");
          expect_the_best(scores, count);
        }
      }
    }
  }
}

TEST(BestTags, OfEqualOnesTheLowerIdsComeFirst) {
  std::mt19937 random(2);
  for (int round = 0; round < 60; ++round) {
    const Scores scores = random_scores(3, 5, round % 2 == 0, 1, 1, random);
    for (const int count : {1, 2, 20, 1000}) expect_the_best(scores, count);
  }
  const Scores zeros{2, std::vector<Scalar>(6), {}, {}, {}};
  const std::vector<TagSequence> all = best_tags(zeros.view(), 8);
  ASSERT_EQ(all.size(), 8U);
  EXPECT_EQ(all[1].ids, (std::vector<std::int32_t>{0, 0, 1}));
  EXPECT_EQ(all[6].ids, (std::vector<std::int32_t>{1, 1, 0}));
}

TEST(BestTags, AllTogetherHaveProbabilityOne) {
  std::mt19937 random(3);
  const Scores scores = random_scores(3, 4, true, 50, 1e-3, random);
  double sum = 0;
  for (const TagSequence& sequence : best_tags(scores.view(), 81)) sum += std::exp(sequence.log_probability);
  EXPECT_NEAR(sum, 1, 1e-12);
}

TEST(BestTags, WithoutTransitionsEachPositionIsOnItsOwn) {
  std::mt19937 random(4);
  const Scores scores = random_scores(7, 3000, false, 5, 1e-6, random);
  const std::vector<TagSequence> best = best_tags(scores.view(), 3);
  for (std::size_t t = 0; t < 3000; ++t) {
    const auto row = scores.emissions.begin() + static_cast<std::ptrdiff_t>(7 * t);
    ASSERT_EQ(best[0].ids[t], std::max_element(row, row + 7) - row);
  }
  EXPECT_GE(best[0].log_probability, best[1].log_probability);
  EXPECT_GE(best[1].log_probability, best[2].log_probability);
  EXPECT_LE(best[0].log_probability, 0);
}

TEST(BestTags, TheFirstOfManyIsTheOnlyOne) {
  std::mt19937 random(5);
  const Scores scores = random_scores(20, 200, true, 3, 1e-6, random);
  const TagSequence only = best_tags(scores.view())[0];
  const std::vector<TagSequence> many = best_tags(scores.view(), 50);
  EXPECT_EQ(many[0].ids, only.ids);
  EXPECT_EQ(many[0].log_probability, only.log_probability);
  for (std::size_t i = 1; i < many.size(); ++i) {
    EXPECT_LE(many[i].log_probability, many[i - 1].log_probability);
    EXPECT_NE(many[i].ids, many[i - 1].ids);
  }
}

TEST(BestTags, ScoresThatAreNoNumbersEndTheSearchAllTheSame) {
  Scores scores{2, std::vector<Scalar>(20, std::numeric_limits<Scalar>::quiet_NaN()), {}, {}, {}};
  EXPECT_EQ(best_tags(scores.view())[0].ids.size(), 10U);
  EXPECT_LE(best_tags(scores.view(), 5).size(), 5U);
  scores.emissions.assign(20, -std::numeric_limits<Scalar>::infinity());
  EXPECT_LE(best_tags(scores.view(), 5).size(), 5U);
}

TEST(BestTags, SizesThatDoNotFitAreRefused) {
  const std::vector<Scalar> six(6);
  EXPECT_THROW(best_tags({2, {}, {}, {}, {}}), UsageError);
  EXPECT_THROW(best_tags({0, six, {}, {}, {}}), UsageError);
  EXPECT_THROW(best_tags({4, six, {}, {}, {}}), UsageError);
  EXPECT_THROW(best_tags({2, six, six, {}, {}}), UsageError);
  EXPECT_THROW(best_tags({2, six, {}, six, {}}), UsageError);
  EXPECT_THROW(best_tags({2, six, {}, {}, six}), UsageError);
  EXPECT_THROW(best_tags({2, six, {}, {}, {}}, 0), UsageError);
}

}  // namespace
}  // namespace elman::decode
