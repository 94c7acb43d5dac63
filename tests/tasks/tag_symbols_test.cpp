#include "elman/tasks/tag_symbols.h"

#include <gtest/gtest.h>

#include <string>

#include "elman/error.h"
#include "elman/text/text_file.h"
#include "tests/support/messages.h"
#include "tests/support/temporary_files.h"

namespace elman::test {
namespace {

// "source kind, target kind", as chosen for such a file.
std::string chosen(const std::string& lines, data::PairOptions options = {}) {
  const TemporaryFile file(lines);
  options = tasks::with_tag_symbols(text::TextFile(file.path()), options);
  return name_of(*options.source_symbols) + ", " + name_of(*options.target_symbols);
}

TEST(TagSymbols, WordsAndTheirTagsAreBetweenSpaces) {
  EXPECT_EQ(chosen("die hond blaf\tDET NOUN VERB\nhy slaap\tPRON VERB\n"), "space, space");
}

TEST(TagSymbols, LettersBetweenSpacesAreSymbolsLikeWords) { EXPECT_EQ(chosen("a b b é\tB I I B\n"), "space, space"); }

TEST(TagSymbols, AWordWithATagForEachOfItsLettersIsReadByLetters) {
  EXPECT_EQ(chosen("abbé\tB I I B\nabeceda\tB I I I I I B\n"), "char, space");
}

TEST(TagSymbols, CombiningMarksMayBelongToTheirLetter) {
  EXPECT_EQ(chosen("a\u0331b\tX Y\ne\u0331e\u0331\tX X\n"), "grapheme, space");
}

TEST(TagSymbols, TagsOfOneLetterNeedNoSpaces) { EXPECT_EQ(chosen("hello\tohlol\n"), "char, char"); }

TEST(TagSymbols, WordsAloneWithATagEachAreNotReadByLetters) {
  EXPECT_EQ(chosen("hond\tNOUN\ndie\tDET\nblaf\tVERB\nen\tCCONJ\n"), "space, space");
}

TEST(TagSymbols, MostLinesDecide) { EXPECT_EQ(chosen("abbé\tB I I B\nab\tB I\na b\tB I\n"), "char, space"); }

TEST(TagSymbols, WhatTheUserSaysStays) {
  EXPECT_EQ(chosen("hello\tohlol\n", {.source_symbols = text::SymbolKind::grapheme}), "grapheme, space");
  EXPECT_EQ(chosen("abbé\tBIIB\n", {.target_symbols = text::SymbolKind::character}), "char, char");
}

TEST(TagSymbols, APairOfUnequalLengthsIsObjectedToWithBothNumbers) {
  const std::string fault = tasks::tag_objection({{"a", "b", "c"}, {"X", "Y"}, 7});
  EXPECT_TRUE(contains(fault, "found 3 source symbols and 2 tags, expected as many tags as symbols")) << fault;
  EXPECT_EQ(tasks::tag_objection({{"a", "b"}, {"X", "Y"}, 7}), "");
}

TEST(TagSymbols, FeaturesAreObjectedTo) {
  EXPECT_TRUE(contains(tasks::tag_objection({{"[V]", "b"}, {"X", "Y"}, 7}), "features"));
}

}  // namespace
}  // namespace elman::test
