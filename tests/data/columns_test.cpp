#include "elman/data/columns.h"

#include <gtest/gtest.h>

#include "elman/error.h"
#include "tests/support/messages.h"
#include "tests/support/temporary_files.h"

namespace elman::data {
namespace {

using Strings = std::vector<std::string>;

TEST(Columns, NamesAreReadFromAList) {
  EXPECT_EQ(parse_column_names("lemma, features ,form"), (Strings{"lemma", "features", "form"}));
  EXPECT_EQ(parse_column_names("source"), Strings{"source"});
  EXPECT_EQ(parse_column_names("-,,target"), (Strings{"-", "", "target"}));
}

TEST(Columns, UsualNamesHaveTheirRoles) {
  const Columns columns = find_columns({"form", "-", "lemma", "features"}, {}, "words.tsv");
  EXPECT_EQ(columns.count, 4U);
  EXPECT_EQ(columns.source, 2U);
  EXPECT_EQ(columns.features, 3U);
  EXPECT_EQ(columns.target, 0U);
  EXPECT_FALSE(columns.chosen);
}

TEST(Columns, NamesInTheOptionsComeBeforeUsualOnes) {
  const Columns columns = find_columns({"source", "ortho", "form", "ipa"}, {.source = "ortho", .target = "ipa"}, "x");
  EXPECT_EQ(columns.source, 1U);
  EXPECT_EQ(columns.features, Columns::absent);
  EXPECT_EQ(columns.target, 3U);
}

TEST(Columns, AreDescribed) {
  EXPECT_EQ(describe({.count = 3, .source = 0, .features = 1, .target = 2, .chosen = true}),
            "column 1 source, column 2 features, column 3 target (chosen from the number of columns)");
  EXPECT_EQ(describe({.count = 3, .source = 2, .target = 0}), "column 1 target, column 2 not used, column 3 source");
}

TEST(Columns, NamesThatDoNotFitAreRefused) {
  const auto message = [](const Strings& names, const ColumnOptions& options) {
    return message_of<UsageError>([&] { (void)find_columns(names, options, "words.tsv"); });
  };
  EXPECT_EQ(
      message({"a", "form"}, {}),
      "words.tsv: found the columns a, form, expected one named source, lemma, word, input, spelling, graphemes, "
      "orthography for the source; say which column is the source: --columns source,target gives all columns names, in "
      "order");
  EXPECT_EQ(message({"word", "form"}, {.target = "ipa"}),
            "words.tsv: found the columns word, form, expected one named 'ipa' for the target; say which column is the "
            "target");
  EXPECT_EQ(
      message({"word", "form"}, {.features = "tags"}),
      "words.tsv: found the columns word, form, expected one named 'tags' for the features; say which column is the "
      "features");
  EXPECT_EQ(
      message({"word", "lemma", "form"}, {}),
      "words.tsv: found 'word' and 'lemma' among the columns word, lemma, form, expected one column for the source; "
      "say which one it is");
  EXPECT_EQ(message({"word", "form"}, {.target = "word"}),
            "words.tsv: found one column for two of source, features and target, expected different ones; name another "
            "column");
}

}  // namespace
}  // namespace elman::data
