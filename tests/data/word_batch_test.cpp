#include "elman/data/word_batch.h"

#include <gtest/gtest.h>

#include <vector>

#include "elman/error.h"
#include "tests/support/allocations.h"

namespace elman::test {
namespace {

using Ids = std::vector<std::int32_t>;

std::vector<data::SpelledWord> three_words() {
  return {{.letters = {3}, .form = 3, .suffixes = {0, 0}, .rarity = 0},
          {.letters = {4, 5}, .form = 7, .suffixes = {8, 9}, .rarity = 0.5F},
          {.letters = {5, 5, 6}, .form = 1, .suffixes = {8, 0}, .rarity = 0.25F}};
}

TEST(WordBatch, ReadsEachDistinctWordOnce) {
  data::WordBatch batch;
  batch.fill(three_words(), Ids{2, 1, 2, 2, 1});
  EXPECT_EQ(batch.letters.count, 2);
  EXPECT_EQ(batch.letters.lengths, (Ids{3, 2}));
  EXPECT_EQ(batch.letters.ids, (Ids{5, 4, 5, 5, 6}));
  EXPECT_EQ(batch.word, (Ids{0, 1, 0, 0, 1}));
}

TEST(WordBatch, GivesEachRowItsFormSuffixesAndRarity) {
  data::WordBatch batch;
  batch.fill(three_words(), Ids{1, 0, 2});
  EXPECT_EQ(batch.form, (Ids{7, 3, 1}));
  EXPECT_EQ(batch.suffixes, (Ids{8, 9, 0, 0, 8, 0}));
  EXPECT_EQ(batch.rarity, (std::vector<float>{0.5F, 0, 0.25F}));
}

TEST(WordBatch, FilledAgainForgetsWhatItHeld) {
  data::WordBatch batch;
  batch.fill(three_words(), Ids{2, 1, 0});
  batch.fill(three_words(), Ids{1});
  EXPECT_EQ(batch.letters.count, 1);
  EXPECT_EQ(batch.letters.ids, (Ids{4, 5}));
  EXPECT_EQ(batch.word, (Ids{0}));
}

TEST(WordBatch, ASizeThatItHasHadAllocatesNothing) {
  const std::vector<data::SpelledWord> words = three_words();
  const Ids number{2, 1, 0, 1};
  data::WordBatch batch;
  batch.fill(words, number);
  const std::int64_t before = allocation_count();
  batch.fill(words, number);
  EXPECT_EQ(allocation_count(), before);
}

TEST(WordBatch, ANumberThatNoWordHasIsRefused) {
  data::WordBatch batch;
  EXPECT_THROW(batch.fill(three_words(), Ids{3}), UsageError);
  EXPECT_THROW(batch.fill(three_words(), Ids{-1}), UsageError);
}

}  // namespace
}  // namespace elman::test
