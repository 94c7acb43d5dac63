#include "elman/data/pair_shards.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "elman/data/pair_vocabulary.h"
#include "elman/text/text_format.h"
#include "tests/support/temporary_files.h"

namespace elman::data {
namespace {

using Ids = EncodedPairs::Ids;
using Pair = std::pair<Ids, Ids>;

Draw draw(std::uint64_t seed) {
  return [random = std::mt19937_64(seed)](std::uint64_t below) mutable { return random() % below; };
}

// Pairs whose first source symbols tell them apart.
std::vector<TextPair> make_pairs(std::size_t count) {
  std::mt19937_64 random(5);
  std::vector<TextPair> pairs(count);
  for (std::size_t i = 0; i < count; ++i) {
    pairs[i].source.push_back(std::to_string(i));
    for (std::size_t n = random() % 6; n > 0; --n) pairs[i].source.push_back(std::string(1, "abc"[random() % 3]));
    for (std::size_t n = random() % 6; n > 0; --n) pairs[i].target.push_back(std::string(1, "xyz<"[random() % 4]));
  }
  return pairs;
}

struct Dealt {
  PairShards shards;
  EncodedPairs expected;  // in the order of the pairs
};

Dealt deal(const std::vector<TextPair>& pairs, std::uint64_t text_bytes, std::uint64_t most, std::uint64_t seed = 1) {
  PairSharder sharder(text_bytes, draw(seed), most);
  for (const TextPair& pair : pairs) sharder.add(pair);
  const text::Vocabulary source = text::Vocabulary::from_counts(sharder.source().counts());
  const text::Vocabulary target = text::Vocabulary::from_counts(sharder.target().counts());
  EXPECT_EQ(source.symbols_in_file(), source_vocabulary(pairs).symbols_in_file());
  EXPECT_EQ(target.symbols_in_file(), target_vocabulary(pairs).symbols_in_file());
  return {std::move(sharder).finish(source, target), encode(pairs, source, target)};
}

std::vector<Pair> pairs_of(const EncodedPairs& pairs) {
  std::vector<Pair> all;
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    all.push_back({{pairs.source(i).begin(), pairs.source(i).end()}, {pairs.target(i).begin(), pairs.target(i).end()}});
  }
  return all;
}

std::vector<std::vector<Pair>> shards_of(PairShards& shards) {
  std::vector<std::vector<Pair>> all;
  for (std::size_t shard = 0; shard < shards.count(); ++shard) all.push_back(pairs_of(shards.open(shard)));
  return all;
}

TEST(PairShards, ASmallSetIsOneShardInTheOrderOfTheFile) {
  Dealt dealt = deal(make_pairs(200), 1000, 1000);
  ASSERT_EQ(dealt.shards.count(), 1U);
  EXPECT_EQ(dealt.shards.size(), 200U);
  EXPECT_EQ(pairs_of(dealt.shards.open(0)), pairs_of(dealt.expected));
}

TEST(PairShards, UnknownSymbolsAreToldApartAsInPairsThatAreEncodedAtOnce) {
  std::vector<TextPair> pairs = make_pairs(200);
  for (std::size_t i = 0; i < pairs.size(); i += 3) {
    pairs[i].target.push_back(std::to_string(i));
    pairs[i].source.push_back(text::feature_symbol(std::to_string(i)));
    pairs[i].target.push_back("b");
    pairs[i].source.push_back("x");
  }
  const auto vocabulary = text::Vocabulary::from_counts({{"a", 1}, {"b", 1}, {"3", 1}});
  const auto targets = text::Vocabulary::from_counts({{"x", 1}, {"y", 1}, {"6", 1}});
  for (const UnknownSymbols unknown : {UnknownSymbols::apart, UnknownSymbols::apart_but_features}) {
    PairSharder sharder(1, draw(1), 1);
    for (const TextPair& pair : pairs) sharder.add(pair);
    PairShards shards = std::move(sharder).finish(vocabulary, targets, unknown);
    EXPECT_EQ(pairs_of(shards.open(0)), pairs_of(encode(pairs, {vocabulary, targets, unknown})));
  }
}

TEST(PairShards, PairsInMemoryAreOneShard) {
  PairShards shards = EncodedPairs{{{4, 3}, {5}}, {{3}, {}}};
  ASSERT_EQ(shards.count(), 1U);
  EXPECT_EQ(shards.size(0), 2U);
  EXPECT_EQ(shards.symbols(0), 6U);
  EXPECT_EQ(pairs_of(shards.open(0)), (std::vector<Pair>{{{4, 3}, {5}}, {{3}, {}}}));
}

TEST(PairShards, EachPairIsOnOneShardWithTheIdsOfTheVocabulary) {
  Dealt dealt = deal(make_pairs(3000), 1001, 100);
  ASSERT_EQ(dealt.shards.count(), 11U);
  EXPECT_EQ(dealt.shards.size(), 3000U);
  std::vector<Pair> all;
  std::size_t number = 0;
  for (const auto& shard : shards_of(dealt.shards)) {
    EXPECT_EQ(shard.size(), dealt.shards.size(number++));
    EXPECT_NEAR(static_cast<double>(shard.size()), 3000 / 11.0, 80);
    all.insert(all.end(), shard.begin(), shard.end());
  }
  std::vector<Pair> expected = pairs_of(dealt.expected);
  std::sort(all.begin(), all.end());
  std::sort(expected.begin(), expected.end());
  EXPECT_EQ(all, expected);
}

TEST(PairShards, TheDrawsDecideAndShardsOpenInAnyOrder) {
  Dealt one = deal(make_pairs(500), 300, 100, 7);
  Dealt same = deal(make_pairs(500), 300, 100, 7);
  Dealt other = deal(make_pairs(500), 300, 100, 8);
  const auto shards = shards_of(one.shards);
  EXPECT_EQ(shards_of(same.shards), shards);
  EXPECT_NE(shards_of(other.shards), shards);
  for (const std::size_t shard : {1, 1, 0, 2, 0}) EXPECT_EQ(pairs_of(same.shards.open(shard)), shards[shard]);
}

TEST(PairShards, LongPairsAndManyExtentsAreReadBackWhole) {
  std::vector<TextPair> pairs = make_pairs(20'000);
  for (std::size_t i = 0; i < pairs.size(); i += 1000) {
    for (int n = 0; n < 30'000; ++n) pairs[i].target.push_back("x");
  }
  Dealt dealt = deal(pairs, 2, 1);
  ASSERT_EQ(dealt.shards.count(), 2U);
  std::vector<Pair> all;
  for (const auto& shard : shards_of(dealt.shards)) all.insert(all.end(), shard.begin(), shard.end());
  std::vector<Pair> expected = pairs_of(dealt.expected);
  std::sort(all.begin(), all.end());
  std::sort(expected.begin(), expected.end());
  EXPECT_EQ(all, expected);
}

TEST(PairShards, ThereMayBeMoreShardsThanPairs) {
  Dealt dealt = deal(make_pairs(3), 50, 1);
  ASSERT_EQ(dealt.shards.count(), 50U);
  std::size_t sum = 0;
  for (const auto& shard : shards_of(dealt.shards)) sum += shard.size();
  EXPECT_EQ(sum, 3U);
}

}  // namespace
}  // namespace elman::data
