#include "elman/text/words.h"

#include <gtest/gtest.h>

#include "tests/support/property.h"

namespace elman::test {
namespace {

using Strings = std::vector<std::string>;

TEST(Words, KeepTheSpaceBeforeThem) {
  EXPECT_EQ(text::split_words("I'm 16, too."), (Strings{" I", "'m", " 16", ",", " too", "."}));
  EXPECT_EQ(text::split_words("\"Hvor gammel?\""), (Strings{" \"", "Hvor", " gammel", "?", "\""}));
}

TEST(Words, AreTheSameAtTheBeginningAndWithin) {
  EXPECT_EQ(text::split_words("Tom").front(), text::split_words("See Tom")[1]);
}

TEST(Words, OfLettersWithMarksAndOfDigitsAreApart) {
  EXPECT_EQ(text::split_words("e\u0301te\u0301 4x \u0664\u0665"),
            (Strings{" e\u0301te\u0301", " 4", "x", " \u0664\u0665"}));
}

TEST(Words, AnApostropheBelongsToTheLettersBehindItIfThereAreSomeBeforeIt) {
  EXPECT_EQ(text::split_words("don\u2019t"), (Strings{" don", "\u2019t"}));
  EXPECT_EQ(text::split_words("'t is o' 'n"), (Strings{" '", "t", " is", " o", "'", " '", "n"}));
}

TEST(Words, SpacesThatNothingFollowsAreWords) {
  EXPECT_EQ(text::split_words(" a  b "), (Strings{" ", " a", " ", " b", " "}));
  EXPECT_EQ(text::split_words(""), Strings());
}

TEST(Words, PutTogetherAreTheText) {
  expect_property([] {
    const std::string text = *any_text();
    RC_ASSERT(text::join_words(text::split_words(text)) == text);
  });
}

TEST(Bytes, BeyondAsciiHaveNames) {
  EXPECT_EQ(text::split_bytes("a\u00E9"), (Strings{"a", "<0xC3>", "<0xA9>"}));
  EXPECT_EQ(text::named_byte("<0xC3>"), 0xC3);
  for (const char* other : {"<0x41>", "<0xc3>", "<0xC>", "<0xG3>", "a", ""}) EXPECT_EQ(text::named_byte(other), -1);
}

TEST(Bytes, PutTogetherAreTheText) {
  expect_property([] {
    const std::string text = *any_text();
    RC_ASSERT(text::join_bytes(text::split_bytes(text)) == text);
  });
}

TEST(Bytes, ThatAreNoUtf8BecomeReplacementCharacters) {
  EXPECT_EQ(text::join_bytes(Strings{"a", "<0xC3>", "b", "<0x80>", "<0x81>"}), "a\uFFFDb\uFFFD\uFFFD");
}

}  // namespace
}  // namespace elman::test
