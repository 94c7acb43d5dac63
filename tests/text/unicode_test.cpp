#include "elman/text/unicode.h"

#include <gtest/gtest.h>

#include <random>

#include "elman/error.h"
#include "tests/support/messages.h"
#include "tests/support/temporary_files.h"
#include "tests/text/random_text.h"

namespace elman::text {
namespace {

using Strings = std::vector<std::string>;

std::string concatenated(const Strings& parts) {
  std::string text;
  for (const std::string& part : parts) text += part;
  return text;
}

TEST(Unicode, FindsTheFirstByteThatIsNotUtf8) {
  EXPECT_EQ(find_invalid_utf8(""), std::string_view::npos);
  EXPECT_EQ(find_invalid_utf8("plain words, long enough for a word of bytes"), std::string_view::npos);
  EXPECT_EQ(find_invalid_utf8("ɑ̃ 漢字 🙂 \U0010FFFF"), std::string_view::npos);
  EXPECT_EQ(find_invalid_utf8("abc\xE9xyz"), 3U);              // Latin-1
  EXPECT_EQ(find_invalid_utf8("long enough ascii\x80"), 17U);  // a continuation byte alone
  EXPECT_EQ(find_invalid_utf8("é\xC3"), 2U);                   // cut
  EXPECT_EQ(find_invalid_utf8("a\xE2\x82"), 1U);               // cut
  EXPECT_EQ(find_invalid_utf8("a\xC0\xAF"), 1U);               // overlong
  EXPECT_EQ(find_invalid_utf8("a\xE0\x80\xAF"), 1U);           // overlong
  EXPECT_EQ(find_invalid_utf8("ab\xED\xA0\x80"), 2U);          // a surrogate
  EXPECT_EQ(find_invalid_utf8("ab\xF4\x90\x80\x80"), 2U);      // above U+10FFFF
  EXPECT_EQ(find_invalid_utf8("\xFF\xFE"), 0U);
}

TEST(Unicode, FindsAnInvalidByteAtAnyPosition) {
  for (std::size_t i = 0; i < 24; ++i) {
    std::string text(24, 'a');
    text[i] = '\xE9';
    EXPECT_EQ(find_invalid_utf8(text), i);
  }
}

TEST(Unicode, EveryScalarValueIsValidAndNoSurrogateIs) {
  for (std::uint32_t scalar = 0; scalar <= 0x10FFFF; ++scalar) {
    std::string text;
    append_utf8(scalar, text);
    const bool surrogate = scalar >= 0xD800 && scalar <= 0xDFFF;
    ASSERT_EQ(find_invalid_utf8(text), surrogate ? 0 : std::string_view::npos) << scalar;
  }
}

TEST(Unicode, ComposesAndDecomposes) {
  const auto nfc = [](std::string_view text) { return normalize(text, Normalization::nfc); };
  const auto nfd = [](std::string_view text) { return normalize(text, Normalization::nfd); };
  EXPECT_EQ(nfc("e\u0301"), "\u00E9");
  EXPECT_EQ(nfd("\u00E9"), "e\u0301");
  EXPECT_EQ(nfc("\u212B"), "\u00C5");              // the Angstrom sign is the letter
  EXPECT_EQ(nfd("\u1E69"), "s\u0323\u0307");       // s with dots below and above
  EXPECT_EQ(nfc("s\u0307\u0323"), "\u1E69");       // marks in the other order
  EXPECT_EQ(nfc("\u1112\u1161\u11AB"), "\uD55C");  // Hangul
  EXPECT_EQ(nfd("\uD55C"), "\u1112\u1161\u11AB");
  EXPECT_EQ(nfc("\u0958"), "\u0915\u093C");          // excluded from composition
  EXPECT_EQ(nfc("t\u0361\u0283"), "t\u0361\u0283");  // nothing to compose
  EXPECT_EQ(nfc("\uFB01"), "\uFB01");                // compatibility characters stay
  EXPECT_EQ(normalize("e\u0301", Normalization::none), "e\u0301");
}

TEST(Unicode, NormalizationIsIdempotentAndItsFormsAgree) {
  std::mt19937_64 random(1);
  for (int i = 0; i < 20000; ++i) {
    const std::string text = random_text(random, 12);
    const std::string nfc = normalize(text, Normalization::nfc);
    const std::string nfd = normalize(text, Normalization::nfd);
    ASSERT_EQ(normalize(nfc, Normalization::nfc), nfc) << code_points(text);
    ASSERT_EQ(normalize(nfd, Normalization::nfd), nfd) << code_points(text);
    ASSERT_EQ(normalize(nfd, Normalization::nfc), nfc) << code_points(text);
    ASSERT_EQ(normalize(nfc, Normalization::nfd), nfd) << code_points(text);
  }
}

TEST(Unicode, SplitsIntoScalarValues) {
  EXPECT_EQ(split_scalars(""), Strings{});
  EXPECT_EQ(split_scalars("aé漢🙂"), (Strings{"a", "é", "漢", "🙂"}));
  EXPECT_EQ(split_scalars("t\u0361\u0283"), (Strings{"t", "\u0361", "\u0283"}));
}

TEST(Unicode, SplitsIntoGraphemeClusters) {
  EXPECT_EQ(split_graphemes(""), Strings{});
  EXPECT_EQ(split_graphemes("t\u0361\u0283a"), (Strings{"t\u0361", "\u0283", "a"}));
  EXPECT_EQ(split_graphemes("🇩🇪🇫🇷x"), (Strings{"🇩🇪", "🇫🇷", "x"}));
  EXPECT_EQ(split_graphemes("👩‍👩‍👧!"), (Strings{"👩‍👩‍👧", "!"}));
  EXPECT_EQ(split_graphemes("\u1112\u1161\u11ABa"), (Strings{"\u1112\u1161\u11AB", "a"}));
}

TEST(Unicode, PartsOfATextMakeTheText) {
  std::mt19937_64 random(2);
  for (int i = 0; i < 5000; ++i) {
    const std::string text = random_text(random, 20);
    ASSERT_EQ(concatenated(split_scalars(text)), text);
    ASSERT_EQ(concatenated(split_graphemes(text)), text);
  }
}

TEST(Unicode, RefusesBytesThatAreNotUtf8AndSaysWhereTheyAre) {
  const std::string expected = "text: found byte 0xE9 at byte 4, expected UTF-8; convert the text to UTF-8";
  EXPECT_EQ(message_of<DataError>([] { (void)normalize("caf\xE9", Normalization::none); }), expected);
  EXPECT_EQ(message_of<DataError>([] { (void)split_scalars("caf\xE9"); }), expected);
  EXPECT_EQ(message_of<DataError>([] { (void)split_graphemes("caf\xE9"); }), expected);
  EXPECT_EQ(message_of<DataError>([] { (void)code_points("caf\xE9"); }), expected);
}

TEST(Unicode, ALongRunOfMarksInTheWrongOrderTakesLinearTime) {
  std::string text = "a";
  for (int i = 0; i < 250000; ++i) text += "\u0301\u0323";  // above, below: every pair is out of order
  // a with a dot below, then the dots first; were it quadratic, the test would run into its time limit
  EXPECT_EQ(normalize(text, Normalization::nfc).substr(0, 5), "\u1EA1\u0323");
}

TEST(Unicode, ShowsSymbolsSoThatTheyCanBeToldApart) {
  EXPECT_EQ(code_points("t\u0361\u0283"), "U+0074 U+0361 U+0283");
  EXPECT_EQ(code_points("🙂"), "U+1F642");
  EXPECT_EQ(display("a"), "'a'");
  EXPECT_EQ(display(" "), "' '");
  EXPECT_EQ(display("[V.PTCP]"), "'[V.PTCP]'");
  EXPECT_EQ(display("é"), "'é' (U+00E9)");
  EXPECT_EQ(display("\u0301"), "U+0301");
  EXPECT_EQ(display("\u00A0"), "U+00A0");
  EXPECT_EQ(display("a\n"), "U+0061 U+000A");
  EXPECT_EQ(display("caf\xE9"), "0x63 0x61 0x66 0xE9");
  EXPECT_EQ(display("Überraschung"), "'Überraschung'");
  EXPECT_EQ(display(concatenated(Strings(40, "é"))), "'" + concatenated(Strings(30, "é")) + "...'");
  const std::string cut = display("\x1B[2J" + concatenated(Strings(100, "x")));
  EXPECT_EQ(cut.find('\x1B'), std::string::npos) << "long or short, controls never reach a terminal";
  EXPECT_EQ(cut.substr(0, 13) + cut.substr(cut.size() - 3), "U+001B U+005B...");
}

TEST(Unicode, WidthsAreThoseOfATerminal) {
  EXPECT_EQ(display_width(""), 0U);
  EXPECT_EQ(display_width("h(t) = 2·x"), 10U);
  EXPECT_EQ(display_width("循环网络，1 步"), 14U);
  EXPECT_EQ(display_width("e\u0301"), 1U);
  EXPECT_THROW(display_width("caf\xE9"), DataError);
}

TEST(Unicode, NormalizationsHaveNames) {
  for (const auto form : {Normalization::nfc, Normalization::nfd, Normalization::none}) {
    EXPECT_EQ(find_choice<Normalization>(name_of(form)), form);
  }
  EXPECT_EQ(names_of_choices<Normalization>(), "nfc, nfd, none");
}

TEST(Unicode, SaysWhyACharacterIsSuspicious) {
  EXPECT_EQ(suspicion("a") + suspicion(" ") + suspicion("é") + suspicion("漢") + suspicion(""), "");
  EXPECT_EQ(suspicion("\uFFFD"), "what programs write instead of a character that they could not read");
  EXPECT_EQ(suspicion("\t"), "a control character");
  EXPECT_EQ(suspicion("\u200B"), "an invisible character");
  EXPECT_EQ(suspicion("\uE000"), "a character of private use");
  EXPECT_EQ(suspicion("\uFFFF"), "a code point without a character");
  EXPECT_EQ(suspicion("\u2028"), "a line or paragraph separator");
  EXPECT_EQ(suspicion("\u00A0"), "a space other than U+0020");
}

TEST(Unicode, LowerCaseIsThatOfEachScalarValue) {
  EXPECT_EQ(lower_case("Die ÉÊ ẞ ΑΣ 中 1"), "die éê ß ασ 中 1");
  EXPECT_THROW(lower_case("\xFF"), DataError);
}

}  // namespace
}  // namespace elman::text
