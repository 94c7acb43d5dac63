#include "elman/data/encoded_pairs.h"

#include <gtest/gtest.h>

namespace elman::data {
namespace {

using Ids = EncodedPairs::Ids;

Ids ids_of(std::span<const std::int32_t> ids) { return {ids.begin(), ids.end()}; }

TEST(EncodedPairs, SourcesEndInTheEndSymbol) {
  const auto vocabulary = text::Vocabulary::from_counts({{"a", 2}, {"b", 1}});
  std::vector<std::string> unknown;
  EXPECT_EQ(encode_source(std::vector<std::string>{"b", "z", "a"}, vocabulary, &unknown), (Ids{5, 1, 4, 3}));
  EXPECT_EQ(unknown, std::vector<std::string>{"z"});
  EXPECT_EQ(encode_source({}, vocabulary), Ids{3});
  const std::vector<TextPair> pairs = {{{"a"}, {"b", "a"}, 1}};
  const auto encoded = encode(pairs, vocabulary, vocabulary);
  ASSERT_EQ(encoded.size(), 1U);
  EXPECT_EQ(ids_of(encoded.source(0)), (Ids{4, 3}));
  EXPECT_EQ(ids_of(encoded.target(0)), (Ids{5, 4}));
  EXPECT_EQ(encoded.length(0).source, 2);
  EXPECT_EQ(encoded.length(0).target, 2);
}

TEST(EncodedPairs, AreInTheOrderInWhichTheyWereAdded) {
  EncodedPairs pairs = {{{5, 3}, {}}, {{3}, {7, 8, 9}}};
  pairs.add(Ids{6, 6, 3}, Ids{4});
  ASSERT_EQ(pairs.size(), 3U);
  EXPECT_EQ(ids_of(pairs.source(0)), (Ids{5, 3}));
  EXPECT_EQ(ids_of(pairs.target(0)), Ids{});
  EXPECT_EQ(ids_of(pairs.source(1)), Ids{3});
  EXPECT_EQ(ids_of(pairs.target(1)), (Ids{7, 8, 9}));
  EXPECT_EQ(ids_of(pairs.source(2)), (Ids{6, 6, 3}));
  EXPECT_EQ(pairs.length(2).source, 3);
  EXPECT_EQ(pairs.length(2).target, 1);
  pairs.clear();
  EXPECT_TRUE(pairs.empty());
}

TEST(EncodedPairs, UnknownSymbolsAreToldApartByWhatTheyAre) {
  const auto source = text::Vocabulary::from_counts({{"a", 1}});
  const auto target = text::Vocabulary::from_counts({{"b", 1}});
  const std::vector<TextPair> pairs = {{{"a", "x", "b", "x", "y"}, {"x", "b", "q", "a", "y"}, 1}};
  const auto encoded = encode(pairs, {source, target});
  EXPECT_EQ(ids_of(encoded.source(0)),
            (Ids{4, as_at_position(1), as_target(4), as_at_position(1), as_at_position(4), text::Vocabulary::end}));
  EXPECT_EQ(ids_of(encoded.target(0)),
            (Ids{as_at_position(1), 4, text::Vocabulary::unknown, as_at_position(0), as_at_position(4)}));
  EXPECT_TRUE(is_target(as_target(4)));
  EXPECT_EQ(target_of(as_target(4)), 4);
  EXPECT_FALSE(is_target(as_at_position(1'000'000)));
  EXPECT_EQ(position_of(as_at_position(7)), 7);
}

TEST(EncodedPairs, SourceAndTargetIdsAreRenumberedSeparately) {
  EncodedPairs pairs = {{{0, 1, 2}, {2, 1}}, {{1}, {0}}};
  pairs.renumber({Ids{10, 11, 12}, Ids{20, 21, 22}});
  EXPECT_EQ(ids_of(pairs.source(0)), (Ids{10, 11, 12}));
  EXPECT_EQ(ids_of(pairs.target(0)), (Ids{22, 21}));
  EXPECT_EQ(ids_of(pairs.source(1)), Ids{11});
  EXPECT_EQ(ids_of(pairs.target(1)), Ids{20});
}

}  // namespace
}  // namespace elman::data
