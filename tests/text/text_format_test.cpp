#include "elman/text/text_format.h"

#include <gtest/gtest.h>

#include <random>

#include "elman/error.h"
#include "tests/support/messages.h"
#include "tests/support/temporary_files.h"
#include "tests/text/random_text.h"

namespace elman::text {
namespace {

using Strings = std::vector<std::string>;

TextFormat with_features(SymbolKind source = SymbolKind::character) {
  TextFormat format;
  format.source.kind = source;
  format.features = true;
  return format;
}

TEST(TextFormat, SplitsFeaturesOutsideBracketsOnly) {
  EXPECT_EQ(split_features("V;PTCP;PST"), (Strings{"V", "PTCP", "PST"}));
  EXPECT_EQ(split_features("N;NOM(MASC,SG)"), (Strings{"N", "NOM(MASC,SG)"}));
  EXPECT_EQ(split_features("N;ABL(PL;PSS(2,PL));DEF"), (Strings{"N", "ABL(PL;PSS(2,PL))", "DEF"}));
  EXPECT_EQ(split_features("a[b;c]{d;e};f"), (Strings{"a[b;c]{d;e}", "f"}));
  EXPECT_EQ(split_features(" V ;; PST ;"), (Strings{"V", "PST"}));
  EXPECT_EQ(split_features(""), Strings{});
  EXPECT_EQ(split_features("Case=Nom|Number=Sing", '|'), (Strings{"Case=Nom", "Number=Sing"}));
}

TEST(TextFormat, RefusesUnmatchedBrackets) {
  EXPECT_EQ(find_unbalanced_bracket("N;NOM(SG)"), std::string_view::npos);
  EXPECT_EQ(find_unbalanced_bracket("N;NOM(SG"), 5U);
  EXPECT_EQ(find_unbalanced_bracket("N;NOM)SG"), 5U);
  EXPECT_EQ(find_unbalanced_bracket("(]"), 1U);
  EXPECT_EQ(message_of<DataError>([] { (void)split_features("V;NOM(1"); }),
            "features 'V;NOM(1': found an unmatched '(' at byte 6, expected balanced brackets; add or remove one");
}

TEST(TextFormat, FeaturesComeBeforeTheCharacters) {
  EXPECT_EQ(source_symbols("ser", "V;NOM(1,SG)", with_features()), (Strings{"[V]", "[NOM(1,SG)]", "s", "e", "r"}));
  EXPECT_EQ(source_symbols("ser", "V;NOM(1,SG)", TextFormat{}), (Strings{"s", "e", "r"}));
}

TEST(TextFormat, CharactersNeverLookLikeFeatures) {
  EXPECT_EQ(source_symbols("[V]", "V", with_features()), (Strings{"[V]", "[", "V", "]"}));
  std::mt19937_64 random(5);
  for (int i = 0; i < 2000; ++i) {
    std::string text = "[";
    append_utf8(random_scalar(random), text);
    append_utf8(random_scalar(random), text);
    text += "]";
    for (const auto kind : {SymbolKind::character, SymbolKind::grapheme}) {
      for (const std::string& symbol : source_symbols(text, "", with_features(kind))) {
        ASSERT_FALSE(is_feature_symbol(symbol)) << code_points(text);
      }
    }
  }
}

TEST(TextFormat, TokensThatLookLikeFeaturesAreEscaped) {
  const TextFormat format = with_features(SymbolKind::space);
  const std::string text = "[V] \\[V] a \\ [] \\b \\\\[x]";
  const Strings symbols = source_symbols(text, "V", format);
  EXPECT_EQ(symbols, (Strings{"[V]", "\\[V]", "\\\\[V]", "a", "\\", "[]", "\\b", "\\\\\\[x]"}));
  EXPECT_EQ(source_text(symbols, format), text);
}

TEST(TextFormat, SourceTextIsRecoveredWithoutFeatures) {
  EXPECT_EQ(source_text(source_symbols("Aa machen", "V;PST", with_features()), with_features()), "Aa machen");
}

TEST(TextFormat, ASourceLineHasTheColumnsOfTheModel) {
  EXPECT_EQ(parse_source_line("se\u0301", TextFormat{}, "stdin", 1), (Strings{"s", "é"}));
  EXPECT_EQ(parse_source_line("", TextFormat{}, "stdin", 1), Strings{});
  EXPECT_EQ(parse_source_line("ser\tV;PST", with_features(), "stdin", 1), (Strings{"[V]", "[PST]", "s", "e", "r"}));
  EXPECT_EQ(parse_source_line("ser\t", with_features(), "stdin", 1), (Strings{"s", "e", "r"}));
}

TEST(TextFormat, ASourceLineThatDoesNotFitIsRefusedWithItsPosition) {
  const auto message = [](std::string_view line, const TextFormat& format) {
    return message_of<DataError>([&] { (void)parse_source_line(line, format, "stdin", 7); });
  };
  EXPECT_EQ(message("ser\tV", TextFormat{}),
            "stdin:7:4: found 2 columns, expected the source text alone; remove the tab and what follows");
  EXPECT_EQ(
      message("ser", with_features()),
      "stdin:7:4: found 1 column, expected 2 separated by a tab: source text, features; give features, as this model "
      "was trained with them");
  EXPECT_EQ(
      message("ser\tV\tera", with_features()),
      "stdin:7:6: found 3 columns, expected 2 separated by a tab: source text, features; give features, as this model "
      "was trained with them");
  EXPECT_EQ(message("ser\tV;NOM(1", with_features()),
            "stdin:7:10: found an unmatched '(', expected balanced brackets; add or remove a bracket in the "
            "features 'V;NOM(1'");
  EXPECT_EQ(message("caf\xE9", TextFormat{}), "stdin:7:4: found byte 0xE9, expected UTF-8 text; convert it to UTF-8");
  EXPECT_EQ(message(std::string_view("a\0b", 3), TextFormat{}),
            "stdin:7:2: found a NUL byte, expected UTF-8 text; convert it to UTF-8");
}

}  // namespace
}  // namespace elman::text
