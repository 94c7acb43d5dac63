#include "elman/decode/bootstrap.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "elman/error.h"

namespace elman::decode {
namespace {

// So many words, of which so many are wrong, each with one edit of ten symbols.
std::vector<Score> words(std::size_t count, std::size_t wrong) {
  std::vector<Score> list(count, Score{.words = 1, .wrong = 0, .edits = 0, .gold_symbols = 10});
  for (std::size_t i = 0; i < wrong; ++i) list[i].wrong = list[i].edits = 1;
  return list;
}

TEST(Bootstrap, TheIntervalIsThatOfABinomial) {
  // 1.96 standard deviations of 100 p, p = 0.2, n = 1000: 20 +- 2.48.
  const Interval interval = bootstrap_interval(words(1000, 200), &Score::wer);
  EXPECT_NEAR(interval.low, 20 - 2.48, 0.4);
  EXPECT_NEAR(interval.high, 20 + 2.48, 0.4);
  const Interval of_symbols = bootstrap_interval(words(1000, 200), &Score::per);
  EXPECT_NEAR(of_symbols.high, 2 + 0.248, 0.04);
}

TEST(Bootstrap, NothingWrongOrNothingAtAllHasNoInterval) {
  EXPECT_EQ(bootstrap_interval(words(50, 0), &Score::wer).high, 0);
  EXPECT_EQ(bootstrap_interval({}, &Score::wer).high, 0);
}

TEST(Bootstrap, TheSameWordsGiveTheSameBits) {
  const Interval first = bootstrap_interval(words(300, 70), &Score::wer);
  const Interval second = bootstrap_interval(words(300, 70), &Score::wer);
  EXPECT_EQ(first.low, second.low);
  EXPECT_EQ(first.high, second.high);
}

TEST(Bootstrap, ATieIsUndecidedAndAClearDifferenceIsNot) {
  EXPECT_EQ(bootstrap_worse(words(100, 30), words(100, 30), &Score::wer), 0.5);
  EXPECT_GT(bootstrap_worse(words(400, 120), words(400, 40), &Score::wer), 0.99);
  EXPECT_LT(bootstrap_worse(words(400, 40), words(400, 120), &Score::wer), 0.01);
  EXPECT_THROW(bootstrap_worse(words(3, 0), words(4, 0), &Score::wer), UsageError);
}

}  // namespace
}  // namespace elman::decode
