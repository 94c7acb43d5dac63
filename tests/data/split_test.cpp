#include "elman/data/split.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <set>
#include <string>

#include "elman/error.h"
#include "tests/support/messages.h"
#include "tests/support/temporary_files.h"

namespace elman::data {
namespace {

// `per_source` pairs of each source, with different features.
std::vector<TextPair> make_pairs(int sources, int per_source = 1) {
  std::vector<TextPair> pairs;
  for (int i = 0; i < sources * per_source; ++i) {
    TextPair pair;
    pair.source = {"[F" + std::to_string(i / sources) + "]", "w", std::to_string(i % sources)};
    pair.target = {std::to_string(i)};
    pairs.push_back(pair);
  }
  return pairs;
}

std::set<std::string> words(const std::vector<TextPair>& pairs, const std::vector<std::int32_t>& indices) {
  std::set<std::string> found;
  for (const std::int32_t index : indices) found.insert(pairs[static_cast<std::size_t>(index)].source.symbols().back());
  return found;
}

// Indices of pairs, ascending.
struct Parts {
  std::vector<std::int32_t> kept;
  std::vector<std::int32_t> held_out;
};

Parts hold_out(const std::vector<TextPair>& pairs, double share, std::uint64_t seed = 0) {
  HoldOut chosen(share, seed);
  for (const TextPair& pair : pairs) chosen.add(pair);
  chosen.settle();
  Parts parts;
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    (chosen.takes(pairs[i]) ? parts.held_out : parts.kept).push_back(static_cast<std::int32_t>(i));
  }
  return parts;
}

TEST(HoldOut, TakesTheShare) {
  const auto pairs = make_pairs(1000);
  const Parts parts = hold_out(pairs, 0.1, 1);
  EXPECT_EQ(parts.held_out.size(), 100U);
  EXPECT_EQ(parts.kept.size(), 900U);
}

// Which pairs they are does not depend on how many sources can be remembered on the way.
TEST(HoldOut, OfALargeSetTakesTheSameAsASmallerShare) {
  auto pairs = make_pairs(40'000, 3);
  const Parts parts = hold_out(pairs, 0.5, 1);
  EXPECT_GE(parts.held_out.size(), HoldOut::most);
  EXPECT_LT(parts.held_out.size(), HoldOut::most + 3);
  const auto chosen = words(pairs, parts.held_out);
  EXPECT_EQ(words(pairs, hold_out(pairs, static_cast<double>(HoldOut::most) / 120'000, 1).held_out), chosen);
  std::reverse(pairs.begin(), pairs.end());
  EXPECT_EQ(words(pairs, hold_out(pairs, 0.5, 1).held_out), chosen);
  std::mt19937 random(3);
  std::shuffle(pairs.begin(), pairs.end(), random);
  EXPECT_EQ(words(pairs, hold_out(pairs, 0.5, 1).held_out), chosen);
}

TEST(HoldOut, PairsOfOneSourceStayTogetherWhateverTheirFeatures) {
  const auto pairs = make_pairs(50, 7);
  const Parts parts = hold_out(pairs, 0.2, 3);
  EXPECT_EQ(parts.held_out.size(), 70U);
  const auto kept = words(pairs, parts.kept);
  for (const std::string& word : words(pairs, parts.held_out)) EXPECT_FALSE(kept.contains(word)) << word;
}

TEST(HoldOut, OnlyTheSeedAndTheTextDecide) {
  auto pairs = make_pairs(200);
  const Parts parts = hold_out(pairs, 0.25, 5);
  EXPECT_EQ(hold_out(pairs, 0.25, 5).held_out, parts.held_out);
  EXPECT_NE(hold_out(pairs, 0.25, 6).held_out, parts.held_out);
  const auto chosen = words(pairs, parts.held_out);
  std::reverse(pairs.begin(), pairs.end());
  EXPECT_EQ(words(pairs, hold_out(pairs, 0.25, 5).held_out), chosen);
}

TEST(HoldOut, TheChoiceIsTheSameInEveryBuild) {
  EXPECT_EQ(hold_out(make_pairs(30), 0.1, 0).held_out, (std::vector<std::int32_t>{16, 25, 28}));
}

TEST(HoldOut, NeitherSideIsEverEmpty) {
  const auto pairs = make_pairs(2);
  for (const double share : {0.001, 0.5, 0.999}) {
    EXPECT_EQ(hold_out(pairs, share).kept.size(), 1U);
    EXPECT_EQ(hold_out(pairs, share).held_out.size(), 1U);
  }
}

TEST(HoldOut, WhatCannotBeSplitIsRefused) {
  EXPECT_EQ(message_of<UsageError>([] { (void)hold_out(make_pairs(5), 0.0); }),
            "hold out: found a share of 0.000000, expected more than 0 and less than 1; give for example 0.1");
  EXPECT_THROW((void)hold_out(make_pairs(5), 1.0), UsageError);
  EXPECT_THROW((void)hold_out(make_pairs(5), std::nan("")), UsageError);
  EXPECT_EQ(message_of<DataError>([] { (void)hold_out(make_pairs(1, 4), 0.5); }),
            "hold out: found 1 different sources, expected at least 2; give more data or a development file");
  EXPECT_THROW((void)hold_out({}, 0.5), DataError);
}

}  // namespace
}  // namespace elman::data
