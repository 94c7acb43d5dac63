#include "elman/decode/metrics.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "elman/error.h"

namespace elman::decode {
namespace {

Symbols letters(const std::string& word) {
  Symbols symbols;
  for (const char letter : word) symbols.emplace_back(1, letter);
  return symbols;
}

std::string shown(const std::vector<Edit>& edits) {
  std::string text;
  for (const Edit& edit : edits) {
    text += (text.empty() ? "" : " ") + (edit.gold.empty() ? "_" : edit.gold) + ">" +
            (edit.output.empty() ? "_" : edit.output);
  }
  return text;
}

std::string edits_of(const std::string& gold, const std::string& output) {
  return shown(edits_between(letters(gold), letters(output)));
}

// The definition, without a table.
std::size_t distance_by_definition(std::span<const std::string> a, std::span<const std::string> b) {
  if (a.empty() || b.empty()) return a.size() + b.size();
  const std::size_t pair = distance_by_definition(a.subspan(1), b.subspan(1)) + (a[0] == b[0] ? 0 : 1);
  return std::min({pair, distance_by_definition(a.subspan(1), b) + 1, distance_by_definition(a, b.subspan(1)) + 1});
}

Scorer scorer_of(const std::vector<std::pair<std::string, std::string>>& gold_and_output) {
  Scorer scorer;
  for (const auto& [gold, output] : gold_and_output) scorer.add(letters(output), std::vector<Symbols>{letters(gold)});
  return scorer;
}

TEST(EditDistance, IsTheFewestSubstitutionsDeletionsAndInsertions) {
  EXPECT_EQ(edit_distance(letters("kitten"), letters("sitting")), 3U);
  EXPECT_EQ(edit_distance(letters(""), letters("")), 0U);
  EXPECT_EQ(edit_distance(letters("abc"), letters("")), 3U);
  EXPECT_EQ(edit_distance(letters(""), letters("ab")), 2U);
  EXPECT_EQ(edit_distance(letters("same"), letters("same")), 0U);
}

TEST(EditDistance, ComparesWholeSymbolsNotBytes) {
  EXPECT_EQ(edit_distance(Symbols{"ʃ", "AA", "k"}, Symbols{"s", "AE", "k"}), 2U);
}

TEST(EditDistance, AgreesWithItsDefinitionAndWithTheEditsOnRandomWords) {
  std::mt19937 random(1);
  for (int round = 0; round < 300; ++round) {
    Symbols gold(random() % 7);
    Symbols output(random() % 7);
    for (Symbols* word : {&gold, &output}) {
      for (std::string& symbol : *word) symbol = std::string(1, static_cast<char>('a' + random() % 3));
    }
    const std::size_t distance = distance_by_definition(gold, output);
    EXPECT_EQ(edit_distance(gold, output), distance);
    const std::vector<Edit> edits = edits_between(gold, output);
    EXPECT_EQ(edits.size(), distance);
    // Every symbol is accounted for.
    std::ptrdiff_t longer = 0;
    for (const Edit& edit : edits) longer += (edit.gold.empty() ? 1 : 0) - (edit.output.empty() ? 1 : 0);
    EXPECT_EQ(longer, static_cast<std::ptrdiff_t>(output.size()) - static_cast<std::ptrdiff_t>(gold.size()));
  }
}

TEST(Edits, AreNamedFromLeftToRight) {
  EXPECT_EQ(edits_of("kitten", "sitting"), "k>s e>i _>g");
  EXPECT_EQ(edits_of("word", "word"), "");
  EXPECT_EQ(edits_of("abc", "ac"), "b>_");
  EXPECT_EQ(edits_of("", "ab"), "_>a _>b");
}

TEST(Edits, PreferPairsToDeletionsAndTheseToInsertionsSeenFromTheEnd) {
  EXPECT_EQ(edits_of("aa", "a"), "a>_");
  EXPECT_EQ(edits_of("ab",
                     "b"
                     "a"),
            "a>b b>a");
}

TEST(Score, RatesArePercentOfWordsAndOfGoldSymbols) {
  const Score score = scorer_of({{"abcd", "abcd"}, {"abc", "abx"}, {"ab", ""}, {"a", "a"}}).score();
  EXPECT_EQ(score.words, 4U);
  EXPECT_EQ(score.wrong, 2U);
  EXPECT_EQ(score.edits, 3U);
  EXPECT_EQ(score.gold_symbols, 10U);
  EXPECT_DOUBLE_EQ(score.wer(), 50);
  EXPECT_DOUBLE_EQ(score.per(), 30);
}

TEST(Score, NothingScoredHasNoErrors) {
  EXPECT_EQ(Score().wer(), 0);
  EXPECT_EQ(Score().per(), 0);
}

TEST(Score, PartsAddUpToTheWhole) {
  Score sum = scorer_of({{"abcd", "abcd"}, {"abc", "abx"}}).score();
  sum.add(scorer_of({{"ab", ""}}).score());
  EXPECT_EQ(sum, scorer_of({{"abcd", "abcd"}, {"abc", "abx"}, {"ab", ""}}).score());
}

TEST(Scorer, AnyOfSeveralGoldOutputsIsRight) {
  Scorer scorer;
  scorer.add(letters("bad"), std::vector<Symbols>{letters("good"), letters("bad")});
  EXPECT_EQ(scorer.score(), (Score{.words = 1, .wrong = 0, .edits = 0, .gold_symbols = 3}));
}

TEST(Scorer, AWrongOutputIsMeasuredAgainstTheNearestGoldOne) {
  Scorer scorer;
  scorer.add(letters("abcx"), std::vector<Symbols>{letters("zzzzzz"), letters("abc"), letters("abcde")});
  EXPECT_EQ(scorer.score(), (Score{.words = 1, .wrong = 1, .edits = 1, .gold_symbols = 3}));
  Scorer first_of_equals;
  first_of_equals.add(letters("ab"), std::vector<Symbols>{letters("abc"), letters("a")});
  EXPECT_EQ(first_of_equals.score().gold_symbols, 3U);
}

TEST(Scorer, AWordWithoutGoldIsRefused) {
  Scorer scorer;
  EXPECT_THROW(scorer.add(letters("a"), {}), UsageError);
}

TEST(Scorer, ConfusionsAreCountedCommonestFirst) {
  const Scorer scorer = scorer_of({{"ax", "bx"}, {"ay", "by"}, {"cz", "z"}, {"q", "qq"}, {"a", "d"}, {"same", "same"}});
  const std::vector<Confusion> confusions = scorer.confusions(10);
  ASSERT_EQ(confusions.size(), 4U);
  EXPECT_EQ(shown({confusions[0].edit}), "a>b");
  EXPECT_EQ(confusions[0].count, 2U);
  EXPECT_EQ(shown({confusions[1].edit}), "_>q");
  EXPECT_EQ(shown({confusions[2].edit}), "a>d");
  EXPECT_EQ(shown({confusions[3].edit}), "c>_");
  EXPECT_EQ(scorer.confusions(2).size(), 2U);
}

}  // namespace
}  // namespace elman::decode
