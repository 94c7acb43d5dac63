#include "elman/data/inspection.h"

#include <gtest/gtest.h>

#include "elman/error.h"
#include "tests/support/temporary_files.h"

namespace elman::data {
namespace {

using Lines = std::vector<std::size_t>;

Inspection inspected(std::string_view content, const PairOptions& options = {}) {
  const TemporaryFile file(content);
  return inspect(file.path(), options);
}

TEST(Inspection, FindsRepeatedConflictingAndIdenticalPairs) {
  const Inspection found = inspected("a\tx\nb\tb\na\tx\na\ty\na\tx\n");
  ASSERT_EQ(found.repetitions.size(), 2U);
  EXPECT_EQ(found.repetitions[1].line, 5U);
  EXPECT_EQ(found.repetitions[1].first_line, 1U);
  ASSERT_EQ(found.conflicts.size(), 1U);
  EXPECT_EQ(found.conflicts[0].source, "a");
  EXPECT_EQ(found.conflicts[0].lines, (Lines{1, 4}));
  EXPECT_EQ(found.identical, Lines{2});
}

TEST(Inspection, CountsSymbolsMostFrequentFirst) {
  const Inspection found = inspected("ba\tx\nab\tx\nb\tx\n");
  ASSERT_EQ(found.source_symbols.size(), 2U);
  EXPECT_EQ(found.source_symbols[0].symbol, "b");
  EXPECT_EQ(found.source_symbols[0].count, 3U);
  EXPECT_EQ(found.source.symbols, 2U);
  EXPECT_EQ(found.source.line, 1U);
  EXPECT_EQ(found.target_symbols.size(), 1U);
}

TEST(Inspection, FindsInvisibleAndUnusualCharacters) {
  const Inspection found = inspected("e\u0301\tx\na\u200Bb\tc\u00A0\n a\tx\na\u200B\t\u0001\uFFFD\n");
  EXPECT_EQ(found.not_normalized, Lines{1});
  EXPECT_EQ(found.edge_spaces, Lines{3});
  ASSERT_EQ(found.suspicious.size(), 4U);
  EXPECT_EQ(found.suspicious[0].character, "\u0001");
  EXPECT_EQ(found.suspicious[1].character, "\u00A0");
  EXPECT_EQ(found.suspicious[1].first.line, 2U);
  EXPECT_EQ(found.suspicious[1].first.column, 8U);
  EXPECT_EQ(found.suspicious[2].character, "\u200B");
  EXPECT_EQ(found.suspicious[2].count, 2U);
  EXPECT_EQ(found.suspicious[2].first.column, 2U);
  EXPECT_EQ(found.suspicious[3].character, "\uFFFD");
}

TEST(Inspection, NamesSymbolsThatLookLikeSpecialOnes) {
  const Inspection found = inspected("a\t<s> b\nb\t\\<pad> <x>\n", {.target_symbols = text::SymbolKind::space});
  ASSERT_EQ(found.reserved.size(), 2U);
  EXPECT_EQ(found.reserved[0].symbol, "<s>");
  EXPECT_EQ(found.reserved[1].symbol, "\\<pad>");
}

TEST(Inspection, ListsBadLinesAndRefusesAFileWithoutAnyGoodLine) {
  const Inspection found = inspected("a\tb\nonly\n");
  EXPECT_EQ(found.pairs.pairs.size(), 1U);
  ASSERT_EQ(found.pairs.skipped.size(), 1U);
  EXPECT_EQ(found.pairs.skipped[0].line, 2U);
  EXPECT_THROW(inspected("only\n"), DataError);
}

TEST(Leakage, IsWhatDevSharesWithTrain) {
  const Inspection train = inspected("a\tx\nb\ty\n");
  const Inspection dev = inspected("b\ty\nc\tz\na\tq\n");
  const Leakage found = leakage(train.pairs.pairs, dev.pairs.pairs);
  EXPECT_EQ(found.pairs, Lines{1});
  EXPECT_EQ(found.sources, (Lines{1, 3}));
}

}  // namespace
}  // namespace elman::data
