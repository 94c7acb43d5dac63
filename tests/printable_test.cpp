#include "elman/printable.h"

#include <gtest/gtest.h>

#include <string>

#include "elman/error.h"

namespace elman::test {
namespace {

TEST(Printable, LeavesTextAsItIs) {
  for (const std::string text : {"", "queso", "k e s o", "été", "слово", "한국어", "😀", "a\\b \"c\""}) {
    EXPECT_EQ(printable(text), text);
    EXPECT_EQ(printable_json(text), text);
  }
}

TEST(Printable, ShowsWhatControlsATerminalOrBreaksALine) {
  EXPECT_EQ(printable("a\x1b[31mb"), "a\\x1B[31mb");
  EXPECT_EQ(printable("a\nb\tc\rd"), "a\\nb\\tc\\rd");
  EXPECT_EQ(printable("\x7f\xc2\x9b"), "\\x7F\\u009B");
  EXPECT_EQ(printable("abc\u202Ecba\u2066\u200F"), "abc\\u202Ecba\\u2066\\u200F");
  EXPECT_EQ(printable("a\u2028b\uFEFF"), "a\\u2028b\\uFEFF");
  EXPECT_EQ(printable(std::string_view("a\0b", 3)), "a\\x00b");
}

TEST(Printable, ShowsBytesThatAreNotUtf8) {
  EXPECT_EQ(printable("a\xff"), "a\\xFF");
  EXPECT_EQ(printable("\xc3"), "\\xC3");
  EXPECT_EQ(printable("\xc0\xaf"), "\\xC0\\xAF");           // overlong
  EXPECT_EQ(printable("\xed\xa0\x80"), "\\xED\\xA0\\x80");  // a surrogate
  EXPECT_EQ(printable("\xf4\x90\x80\x80"), "\\xF4\\x90\\x80\\x80");
}

TEST(Printable, CutsTheMiddleBetweenCharacters) {
  EXPECT_EQ(printable("abcdefghij", 9), "abcdef ... hij");
  EXPECT_EQ(printable("ééééé", 9), "ééé ... é");
  EXPECT_EQ(printable("abcdefghi", 9), "abcdefghi");
}

TEST(Printable, InAMessageTextIsQuotedAndShort) {
  EXPECT_EQ(in_quotes("weight \u00e9\n\x1b"), "\"weight \u00e9\\n\\x1B\"");
  EXPECT_LT(in_quotes(std::string(1'000'000, 'x')).size(), 100U);
}

TEST(Printable, OfJsonOnlyTheLineBreaksStay) {
  EXPECT_EQ(printable_json("{\n \"a\": \"\xc2\x9b\x7f\u202E\"\n}"), "{\n \"a\": \"\\u009B\\u007F\\u202E\"\n}");
}

TEST(Printable, EveryErrorIsOneShortLine) {
  const std::string message = DataError("found \x1b[2J\n" + std::string(5'000'000, 'A') + ", expected less").what();
  EXPECT_EQ(message.find_first_of("\x1b\n"), std::string::npos);
  EXPECT_LT(message.size(), 2000U);
  EXPECT_TRUE(message.ends_with(", expected less"));
}

}  // namespace
}  // namespace elman::test
