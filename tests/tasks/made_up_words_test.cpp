#include "elman/tasks/made_up_words.h"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "elman/text/text_format.h"

namespace elman::test {
namespace {

using Words = std::vector<text::SymbolSequence>;

std::string joined(const text::SymbolSequence& word) {
  std::string text;
  for (const std::string_view symbol : word) text.append(symbol);
  return text;
}

// Two or three syllables, each of a consonant and a vowel.
std::set<std::string> words_of_syllables() {
  const std::string consonants = "bdgkmnp";
  const std::string vowels = "aeo";
  std::set<std::string> words;
  Random random(7);
  while (words.size() < 150) {
    std::string word;
    for (std::uint64_t left = 2 + random.below(2); left > 0; --left) {
      word += consonants[random.below(consonants.size())];
      word += vowels[random.below(vowels.size())];
    }
    words.insert(word);
  }
  return words;
}

tasks::MadeUpWords of_syllables() {
  tasks::MadeUpWords words;
  for (const std::string& word : words_of_syllables()) {
    text::SymbolSequence source;
    for (std::size_t i = 0; i < word.size(); ++i) source.push_back(std::string_view(word).substr(i, 1));
    words.see(source);
  }
  return words;
}

TEST(MadeUpWords, AreNewDifferentAndMadeOfKnownSymbols) {
  const std::set<std::string> known = words_of_syllables();
  const Words drawn = of_syllables().draw(40, Random(1));
  EXPECT_EQ(drawn.size(), 40U);
  std::set<std::string> different;
  for (const text::SymbolSequence& word : drawn) {
    const std::string text = joined(word);
    EXPECT_FALSE(known.contains(text)) << text;
    EXPECT_TRUE(different.insert(text).second) << text;
    EXPECT_EQ(text.find_first_not_of("bdgkmnpaeo"), std::string::npos) << text;
    EXPECT_LE(word.size(), 6U);
    EXPECT_GE(word.size(), 1U);
  }
}

// What never follows in the data hardly follows in them.
TEST(MadeUpWords, LookLikeThoseOfTheData) {
  int doubled = 0;
  int pairs = 0;
  for (const text::SymbolSequence& word : of_syllables().draw(40, Random(2))) {
    const std::string text = joined(word);
    for (std::size_t i = 1; i < text.size(); ++i) {
      const auto is_vowel = [](char letter) { return letter == 'a' || letter == 'e' || letter == 'o'; };
      doubled += is_vowel(text[i]) == is_vowel(text[i - 1]) ? 1 : 0;
      ++pairs;
    }
  }
  EXPECT_LT(doubled * 10, pairs);  // by chance, about half of them
}

TEST(MadeUpWords, SameSeedDrawsTheSame) {
  const tasks::MadeUpWords words = of_syllables();
  EXPECT_EQ(words.draw(10, Random(3)), words.draw(10, Random(3)));
  EXPECT_NE(words.draw(10, Random(3)), words.draw(10, Random(4)));
}

TEST(MadeUpWords, HaveTheFeaturesOfAWord) {
  tasks::MadeUpWords words;
  const std::string one = text::feature_symbol("V");
  const std::string two = text::feature_symbol("PST");
  words.see({one, two, "a", "b"});
  words.see({one, two, "b", "a", "b"});
  for (const text::SymbolSequence& word : words.draw(5, Random(1))) {
    const std::vector<std::string> symbols = word.symbols();
    ASSERT_GE(symbols.size(), 3U);
    EXPECT_EQ(symbols[0], one);
    EXPECT_EQ(symbols[1], two);
    EXPECT_FALSE(text::is_feature_symbol(symbols[2]));
  }
}

TEST(MadeUpWords, AreAsManyAsThereCanBe) {
  tasks::MadeUpWords words;
  EXPECT_TRUE(words.draw(5, Random(1)).empty());  // of nothing
  words.see({"a"});
  words.see({"b"});
  EXPECT_TRUE(words.draw(5, Random(1)).empty());  // no other word is as short
}

}  // namespace
}  // namespace elman::test
