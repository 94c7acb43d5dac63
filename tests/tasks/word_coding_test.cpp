#include "elman/tasks/word_coding.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace elman::test {
namespace {

using Ids = std::vector<std::int32_t>;
constexpr std::int32_t unknown = text::Vocabulary::unknown;
constexpr std::int32_t none = text::Vocabulary::pad;

const text::Vocabulary::Counts counts{{"Loop", 1}, {"loop", 4}, {"hoop", 1}, {"Aap", 2}};

TEST(WordCoding, FormsAreInLowerCaseAndLettersAreNot) {
  const tasks::WordCoding coding = tasks::make_word_coding(counts, 2);
  EXPECT_EQ(coding.forms.size(), 4 + 3);
  EXPECT_NE(coding.letters.id("L"), unknown);
  EXPECT_NE(coding.letters.id("L"), coding.letters.id("l"));
  EXPECT_EQ(tasks::spell("LOOP", coding, 2).form, coding.forms.id("loop"));
}

TEST(WordCoding, OfSuffixesThoseThatSeveralWordsHaveAreKnown) {
  const tasks::WordCoding coding = tasks::make_word_coding(counts, 3);
  EXPECT_EQ(tasks::spell("stoop", coding, 3).suffixes,
            (Ids{coding.suffixes.id("p"), coding.suffixes.id("op"), coding.suffixes.id("oop")}));
  EXPECT_NE(coding.suffixes.id("oop"), unknown);
  EXPECT_EQ(tasks::spell("aap", coding, 3).suffixes, (Ids{coding.suffixes.id("p"), unknown, unknown}));
  EXPECT_EQ(tasks::spell("P", coding, 3).suffixes, (Ids{coding.suffixes.id("p"), none, none}));
}

TEST(WordCoding, WithoutSuffixesThereAreNone) {
  const tasks::WordCoding coding = tasks::make_word_coding(counts, 0);
  EXPECT_EQ(coding.suffixes.size(), text::Vocabulary::special_count);
  EXPECT_TRUE(tasks::spell("loop", coding, 0).suffixes.empty());
}

TEST(WordCoding, AnUnseenWordHasLettersAndNamesThoseThatAreUnknown) {
  const tasks::WordCoding coding = tasks::make_word_coding(counts, 2);
  std::vector<std::string> unknown_letters;
  const data::SpelledWord word = tasks::spell("pool!", coding, 2, &unknown_letters);
  EXPECT_EQ(word.form, unknown);
  EXPECT_EQ(word.letters.size(), 5U);
  EXPECT_EQ(word.letters[0], coding.letters.id("p"));
  EXPECT_EQ(unknown_letters, (std::vector<std::string>{"!"}));
}

TEST(WordCoding, TheRarerAWordInAnyCaseTheMoreOftenItIsDropped) {
  const tasks::WordCoding coding = tasks::make_word_coding(counts, 2);
  const text::Vocabulary source = text::Vocabulary::from_counts(counts);
  const std::vector<data::SpelledWord> words = tasks::spell_vocabulary(source, counts, coding, 2, 0.5);
  ASSERT_EQ(words.size(), static_cast<std::size_t>(source.size()));
  EXPECT_FLOAT_EQ(words[static_cast<std::size_t>(source.id("Loop"))].rarity, 0.5F / 5.5F);
  EXPECT_FLOAT_EQ(words[static_cast<std::size_t>(source.id("hoop"))].rarity, 0.5F / 1.5F);
  EXPECT_EQ(words[text::Vocabulary::end].rarity, 0);
  EXPECT_EQ(words[text::Vocabulary::end].letters, (Ids{text::Vocabulary::end}));
}

TEST(WordCoding, WordsAreToldFromLettersByTheirLength) {
  EXPECT_TRUE(tasks::are_words(text::Vocabulary::from_counts(counts)));
  EXPECT_FALSE(tasks::are_words(text::Vocabulary::from_counts({{"a", 1}, {"tʃ", 1}, {"ɛː", 1}})));
}

}  // namespace
}  // namespace elman::test
