#include "elman/text/symbol_sequence.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace elman::text {
namespace {

using Strings = std::vector<std::string>;

TEST(SymbolSequence, IsItsSymbolsInOrder) {
  SymbolSequence sequence{"[V]", "t͡s", "a"};
  sequence.push_back("a");
  EXPECT_EQ(sequence.size(), 4U);
  EXPECT_EQ(sequence.symbols(), (Strings{"[V]", "t͡s", "a", "a"}));
  EXPECT_EQ(SymbolSequence(sequence.symbols()), sequence);
}

TEST(SymbolSequence, WithoutSymbolsIsEmpty) {
  const SymbolSequence empty;
  EXPECT_TRUE(empty.empty());
  EXPECT_EQ(empty.begin(), empty.end());
  EXPECT_EQ(empty, SymbolSequence(Strings{}));
}

TEST(SymbolSequence, DiffersIfTheCutsDiffer) {
  EXPECT_NE((SymbolSequence{"ab", "c"}), (SymbolSequence{"a", "bc"}));
  EXPECT_NE((SymbolSequence{"ab", "c"}).bytes(), (SymbolSequence{"a", "bc"}).bytes());
  EXPECT_NE((SymbolSequence{"abc"}), (SymbolSequence{"abc", ""}));
}

}  // namespace
}  // namespace elman::text
