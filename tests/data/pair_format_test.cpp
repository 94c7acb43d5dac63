#include "elman/data/pair_format.h"

#include <gtest/gtest.h>

#include "elman/data/format_choice.h"
#include "elman/data/lexicon.h"
#include "elman/data/rows.h"
#include "elman/error.h"
#include "tests/support/temporary_files.h"

namespace elman::data {
namespace {

using Strings = std::vector<std::string>;

// The format that lines look like, and "source|features|target" of each row.
struct Read {
  PairFormat format = PairFormat::tsv;
  Strings rows;
};

Read read(const std::string& content, ColumnOptions options = {}) {
  const TemporaryFile saved(content);
  const text::TextFile file(saved.path());
  options = with_format(file, options);
  Read read{*options.format, {}};
  RowReader reader(file, options, false);
  for (Row row; reader.next(row);) {
    read.rows.push_back(std::string(row.source) + "|" + std::string(row.features) + "|" + std::string(row.target));
  }
  return read;
}

TEST(PairFormat, ColumnsBetweenTabsAreTakenAsTheyAre) {
  const Read found = read("a\tb\nc (2)\t# d\n");
  EXPECT_EQ(found.format, PairFormat::tsv);
  EXPECT_EQ(found.rows, (Strings{"a||b", "c (2)||# d"}));
}

TEST(PairFormat, AnEmptyFileAndATextAreNoDictionaries) {
  EXPECT_EQ(with_format(text::TextFile(TemporaryFile("").path()), {}).format, PairFormat::tsv);
  const TemporaryFile text("the house is on the hill\nthe dog is in the house\na hill is on the dog\n");
  EXPECT_EQ(with_format(text::TextFile(text.path()), {}).format, PairFormat::tsv);
  const TemporaryFile phones("a b\nb a\na a b\nb b a\na b b\nb a a\na b\nb a\na a\nb b\n");
  EXPECT_EQ(with_format(text::TextFile(phones.path()), {}).format, PairFormat::tsv);
}

TEST(PairFormat, OneSpaceSeparatesAWordFromItsPhonesIfTheseRecur) {
  std::string lines;
  for (char c = 'a'; c <= 'l'; ++c) lines += std::string("wo") + c + "rd W ER1 D AH0\n";
  const Read found = read(lines);
  EXPECT_EQ(found.format, PairFormat::cmudict);
  EXPECT_EQ(found.rows.front(), "woard||W ER1 D AH0");
}

TEST(PairFormat, AGivenFormatIsNotDoubted) {
  ColumnOptions options;
  options.format = PairFormat::tsv;
  EXPECT_EQ(read("a\t/b/\n", options).rows, (Strings{"a||/b/"}));
  options.format = PairFormat::ipa_dict;
  EXPECT_EQ(read("a\tb\nc\t/d/, /e/\n", options).rows, (Strings{"a||b", "c||d", "c||e"}));
}

TEST(PairFormat, NamedColumnsAreNotMovedByAFormat) {
  ColumnOptions options;
  options.names = {"lemma", "features", "form"};
  EXPECT_EQ(read("go\tgoes\tV;PRS\n", options).rows, (Strings{"go|goes|V;PRS"}));
  EXPECT_EQ(read("go\tgoes\tV;PRS\n").rows, (Strings{"go|V;PRS|goes"}));
}

TEST(PairFormat, ADictionaryHasNoColumnsToName) {
  ColumnOptions options;
  options.names = {"word", "phones"};
  options.format = PairFormat::cmudict;
  EXPECT_THROW(read("a  B\n", options), UsageError);
}

TEST(PairFormat, AWordAloneIsNoLineOfADictionary) {
  ColumnOptions options;
  options.format = PairFormat::cmudict;
  try {
    read("a  B\nb\n", options);
    FAIL();
  } catch (const DataError& error) {
    EXPECT_NE(std::string(error.what()).find(":2:2: found a word alone"), std::string::npos) << error.what();
  }
}

TEST(PairFormat, OnlyANumberInBracketsIsAVariant) {
  EXPECT_EQ(without_variant("a(2)"), "a");
  EXPECT_EQ(without_variant("a(b)"), "a(b)");
  EXPECT_EQ(without_variant("(2)"), "(2)");
  EXPECT_EQ(without_variant("a()"), "a()");
}

TEST(PairFormat, ACommentBeginsAfterASpaceAndIsFollowedByOne) {
  EXPECT_EQ(comment_begin(";;; x"), 0u);
  EXPECT_EQ(comment_begin("a B # c"), 4u);
  EXPECT_EQ(comment_begin("#a B"), 4u);
  EXPECT_EQ(comment_begin("a B#c"), 5u);
}

TEST(PairFormat, FeaturesLookLikeFeatures) {
  EXPECT_TRUE(looks_like_features("V;PRS;NOM(3,SG)"));
  EXPECT_TRUE(looks_like_features("Number=Sing|Person=3"));
  EXPECT_TRUE(looks_like_features("_"));
  EXPECT_FALSE(looks_like_features("goes"));
  EXPECT_FALSE(looks_like_features("é;V"));
  EXPECT_FALSE(looks_like_features("3"));
}

TEST(PairFormat, ACommaInQuotesSeparatesNothing) {
  const Read found = read("word,phones\n\"a;b,c\",\"x \"\"y\"\"\"\nd,z\n");
  EXPECT_EQ(found.format, PairFormat::csv);
  EXPECT_EQ(found.rows, (Strings{"a;b,c||x \"y\"", "d||z"}));
}

TEST(Lexicon, KnowsSourcesInTheNormalFormWithTheirFeatures) {
  const TemporaryFile saved("e\u0301\tV\tone\né\tV\ttwo\n");
  const Lexicon lexicon(text::TextFile(saved.path()), false);
  ASSERT_NE(lexicon.find("é\tV"), nullptr);
  EXPECT_EQ(*lexicon.find("é\tV"), (Strings{"one", "two"}));
  EXPECT_EQ(lexicon.find("é"), nullptr);
  EXPECT_EQ(Lexicon().find("é"), nullptr);
}

}  // namespace
}  // namespace elman::data
