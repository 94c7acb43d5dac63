#include "elman/data/survey.h"

#include <gtest/gtest.h>

#include "elman/data/feature_column.h"
#include "tests/support/temporary_files.h"

namespace elman::data {
namespace {

Survey survey_of(const std::string& content, const PairOptions& options = {}) {
  const TemporaryFile saved(content);
  return survey(text::TextFile(saved.path()), options, true);
}

TEST(Survey, LeavesNothingOpen) {
  const Survey found = survey_of("ab\tx y\nba\ty x\n");
  EXPECT_EQ(found.options.source_symbols, text::SymbolKind::character);
  EXPECT_EQ(found.options.target_symbols, text::SymbolKind::space);
  EXPECT_EQ(found.options.normalization, text::Normalization::nfc);
  EXPECT_EQ(found.options.feature_separator, ';');
  EXPECT_EQ(found.options.columns.format, PairFormat::tsv);
  EXPECT_EQ(found.why_target_symbols, "spaces are between single characters");
  EXPECT_TRUE(found.warnings.empty());
}

TEST(Survey, WhatIsGivenStays) {
  PairOptions options;
  options.target_symbols = text::SymbolKind::character;
  options.normalization = text::Normalization::none;
  options.feature_separator = '+';
  const Survey found = survey_of("한국\tx y\n국한\ty x\n", options);
  EXPECT_EQ(found.options.target_symbols, text::SymbolKind::character);
  EXPECT_EQ(found.options.normalization, text::Normalization::none);
  EXPECT_EQ(found.options.feature_separator, '+');
  EXPECT_EQ(found.why_target_symbols, "");
}

TEST(Survey, HangulIsReadByItsLettersAndWrittenAsSyllables) {
  const TemporaryFile saved("han\t한국\nguk\t국\n");
  const TextPairs pairs = read_text_pairs(saved.path());
  EXPECT_EQ(pairs.format.source.normalization, text::Normalization::nfd);
  EXPECT_EQ(pairs.pairs[0].target.size(), 6u);
  EXPECT_EQ(text::target_text(pairs.pairs[0].target.symbols(), pairs.format), "한국");
}

TEST(Survey, OneWordOfHangulAmongOthersChangesNothing) {
  EXPECT_EQ(survey_of("a\tx\nb\ty\n한\tz\n").options.normalization, text::Normalization::nfc);
}

TEST(Survey, NamesInTheFirstLineAreSeenThoughNobodyKnowsThem) {
  const auto has_warning = [](const std::string& content) {
    const Survey found = survey_of(content);
    return !found.warnings.empty() && found.warnings[0].find("--header") != std::string::npos;
  };
  std::string phones;
  std::string letters;
  std::string cyrillic;
  for (const char* word : {"ba", "ab", "bab", "abba", "aab", "bba", "abab", "baba", "baab", "bbaa"}) {
    phones += std::string(word) + "\tx y\n";
    letters += std::string(word) + "\txy\n";
    cyrillic += std::string("д") + "\t" + word + "\n";
  }
  EXPECT_TRUE(has_warning("english\tfrench\n" + phones));
  EXPECT_TRUE(has_warning("russian\tlatin\n" + cyrillic));
  EXPECT_TRUE(has_warning("Word\tIPA\n" + letters));
  EXPECT_FALSE(has_warning("english\tfrench\n" + letters)) << "may be a pair";
  EXPECT_FALSE(has_warning("english\te n g\n" + phones));
  EXPECT_FALSE(has_warning(phones));
}

TEST(Survey, FeaturesAreASet) {
  const TemporaryFile saved("go\tV;PRS;V\tgoes\ngo\tPRS;V\tgoes\n");
  const TextPairs pairs = read_text_pairs(saved.path());
  EXPECT_EQ(pairs.pairs[0].source.symbols(), pairs.pairs[1].source.symbols());
  PairOptions as_written;
  as_written.features_as_set = false;  // as models of earlier versions have learnt
  const TextPairs old = read_text_pairs(saved.path(), as_written);
  EXPECT_NE(old.pairs[0].source.symbols(), old.pairs[1].source.symbols());
}

TEST(FeatureColumn, TheSeparatorIsWhatMostLinesHaveOutsideOfBrackets) {
  const auto separator = [](std::initializer_list<const char*> fields) {
    FeatureColumn column;
    for (const char* field : fields) column.add(field);
    return column.separator();
  };
  EXPECT_EQ(separator({"V;PRS;NOM(3,SG)", "V;PST"}), ';');
  EXPECT_EQ(separator({"Case=Acc,Dat|Number=Sing", "Number=Plur"}), '|');
  EXPECT_EQ(separator({"V PST", "N PL"}), ' ');
  EXPECT_EQ(separator({"V(a|b)", "N"}), ';');
  EXPECT_EQ(separator({}), ';');
}

}  // namespace
}  // namespace elman::data
