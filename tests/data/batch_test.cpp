#include "elman/data/batch.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <random>
#include <set>

#include "elman/error.h"
#include "tests/support/messages.h"
#include "tests/support/temporary_files.h"

namespace elman::data {
namespace {

using Ids = std::vector<std::int32_t>;

EncodedPairs random_pairs(std::size_t count, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  const auto random_ids = [&random](std::size_t size) {
    Ids ids(size);
    for (auto& id : ids) id = static_cast<std::int32_t>(4 + random() % 50);
    return ids;
  };
  EncodedPairs pairs;
  for (std::size_t i = 0; i < count; ++i) {
    const Ids source = random_ids(1 + random() % 12);
    pairs.add(source, random_ids(random() % 9));  // empty targets too
  }
  return pairs;
}

Ids ids_of(std::span<const std::int32_t> ids) { return {ids.begin(), ids.end()}; }

Ids sequence_at(const SequenceBatch& batch, const Ids& ids, std::int32_t batch_index) {
  Ids sequence;
  for (std::int32_t t = 0; t < batch.steps && batch_index < batch.alive[t]; ++t)
    sequence.push_back(ids[batch.first[t] + batch_index]);
  return sequence;
}

void expect_steps_are_compact(const SequenceBatch& batch) {
  std::int32_t row = 0;
  for (std::int32_t t = 0; t < batch.steps; ++t) {
    ASSERT_EQ(batch.first[t], row);
    ASSERT_GT(batch.alive[t], 0);
    ASSERT_EQ(batch.alive[t], std::count_if(batch.lengths.begin(), batch.lengths.end(), [t](auto n) { return n > t; }));
    row += batch.alive[t];
  }
  ASSERT_EQ(batch.rows(), row);
  ASSERT_TRUE(std::is_sorted(batch.lengths.begin(), batch.lengths.end(), std::greater<>()));
}

TEST(Batch, SequencesAreTimeMajorLongestFirst) {
  SequenceBatch batch;
  const std::vector<Ids> sequences = {{11, 12}, {21, 22, 23, 24}, {31, 32}, {41}};
  make_sequence_batch(sequences, batch);
  EXPECT_EQ(batch.count, 4);
  EXPECT_EQ(batch.steps, 4);
  EXPECT_EQ(batch.order, (Ids{1, 0, 2, 3}));
  EXPECT_EQ(batch.lengths, (Ids{4, 2, 2, 1}));
  EXPECT_EQ(batch.alive, (Ids{4, 3, 1, 1}));
  EXPECT_EQ(batch.first, (Ids{0, 4, 7, 8}));
  EXPECT_EQ(batch.ids, (Ids{21, 11, 31, 41, 22, 12, 32, 23, 24}));
}

TEST(Batch, TheDecoderReadsFromTheStartSymbolAndWritesToTheEndSymbol) {
  Batch batch;
  const EncodedPairs pairs = {{{5, 3}, {7, 8, 9}}, {{5, 6, 3}, {7}}};
  make_batch(pairs, Ids{0, 1}, batch);
  EXPECT_EQ(batch.source.order, (Ids{1, 0}));
  EXPECT_EQ(batch.source_index, (Ids{1, 0}));
  EXPECT_EQ(batch.target_in.order, (Ids{0, 1}));
  EXPECT_EQ(batch.source_of_target, (Ids{1, 0}));
  EXPECT_EQ(batch.target_in.ids, (Ids{2, 2, 7, 7, 8, 9}));
  EXPECT_EQ(batch.target_out, (Ids{7, 7, 8, 3, 9, 3}));
}

TEST(Batch, EverySequenceIsRecoveredFromItsRows) {
  const auto pairs = random_pairs(300, 8);
  std::mt19937_64 random(9);
  Batch batch;  // refilled with batches of every size
  for (int round = 0; round < 200; ++round) {
    Ids indices(1 + random() % 40);
    for (auto& index : indices) index = static_cast<std::int32_t>(random() % pairs.size());
    make_batch(pairs, indices, batch);
    expect_steps_are_compact(batch.source);
    expect_steps_are_compact(batch.target_in);
    for (std::int32_t b = 0; b < batch.source.count; ++b) {
      const std::int32_t index = indices[batch.source.order[b]];
      ASSERT_EQ(sequence_at(batch.source, batch.source.ids, b), ids_of(pairs.source(index)));
      ASSERT_EQ(batch.source_index[batch.source.order[b]], b);
    }
    for (std::int32_t b = 0; b < batch.target_in.count; ++b) {
      const std::int32_t index = batch.target_in.order[b];
      Ids in = {text::Vocabulary::start};
      Ids out = ids_of(pairs.target(indices[index]));
      in.insert(in.end(), out.begin(), out.end());
      out.push_back(text::Vocabulary::end);
      ASSERT_EQ(sequence_at(batch.target_in, batch.target_in.ids, b), in);
      ASSERT_EQ(sequence_at(batch.target_in, batch.target_out, b), out);
      ASSERT_EQ(batch.source.order[batch.source_of_target[b]], index);
    }
  }
}

TEST(Batch, EqualLengthsKeepTheGivenOrder) {
  SequenceBatch batch;
  make_sequence_batch(std::vector<Ids>(50, Ids{1, 2, 3}), batch);
  EXPECT_TRUE(std::is_sorted(batch.order.begin(), batch.order.end()));
}

TEST(Batch, ARefilledBatchKeepsItsMemory) {
  const auto pairs = random_pairs(64, 10);
  Ids all(pairs.size());
  std::iota(all.begin(), all.end(), 0);
  Batch batch;
  make_batch(pairs, all, batch);
  const auto* ids = batch.source.ids.data();
  const auto* out = batch.target_out.data();
  const auto* kept = batch.source_of_target.data();
  make_batch(pairs, std::span(all).subspan(5, 20), batch);
  make_batch(pairs, all, batch);
  EXPECT_EQ(batch.source.ids.data(), ids);
  EXPECT_EQ(batch.target_out.data(), out);
  EXPECT_EQ(batch.source_of_target.data(), kept);
}

TEST(Batch, NothingMakesAnEmptyBatch) {
  Batch batch;
  make_batch(random_pairs(3, 11), Ids{0, 1}, batch);
  make_batch(EncodedPairs(), {}, batch);
  EXPECT_EQ(batch.source.count, 0);
  EXPECT_EQ(batch.source.steps, 0);
  EXPECT_EQ(batch.source.rows(), 0);
  EXPECT_TRUE(batch.target_out.empty());
}

TEST(Batch, EmptySequencesAndUnknownIndicesAreRefused) {
  SequenceBatch sequences;
  EXPECT_EQ(message_of<UsageError>([&] {
              make_sequence_batch(std::vector<Ids>{{1}, {}, {2}}, sequences);
            }),
            "batch: found an empty sequence at index 1, expected at least one symbol; leave it out");
  Batch batch;
  EXPECT_EQ(message_of<UsageError>([&] {
              make_batch(random_pairs(3, 12), Ids{0, 3}, batch);
            }),
            "batch: found index 3, expected one of 3 pairs; take indices from the same data");
  EXPECT_THROW(make_batch(random_pairs(3, 12), Ids{-1}, batch), UsageError);
}

class BatchPlanTest : public testing::Test {
 protected:
  BatchPlanTest() : pairs(random_pairs(1003, 13)), permutation(pairs.size()) {
    std::iota(permutation.begin(), permutation.end(), 0);
    std::shuffle(permutation.begin(), permutation.end(), std::mt19937_64(14));
  }

  static Draw draw(std::uint64_t seed) {
    return [random = std::mt19937_64(seed)](std::uint64_t below) mutable { return random() % below; };
  }

  // Steps that batches would compute if the short waited for the long.
  std::int64_t padded_steps(const BatchPlan& plan) const {
    std::int64_t steps = 0;
    for (std::size_t i = 0; i < plan.size(); ++i) {
      std::int32_t longest = 0;
      for (const auto index : plan[i]) longest = std::max(longest, pairs.length(index).source);
      steps += longest * static_cast<std::int64_t>(plan[i].size());
    }
    return steps;
  }

  EncodedPairs pairs;
  Ids permutation;
};

TEST_F(BatchPlanTest, EveryPairIsInOneBatch) {
  BatchPlan plan;
  for (const std::int32_t window : {1, 3, 50}) {
    plan.fill(pairs, permutation, {.batch_size = 32, .window = window}, draw(1));
    EXPECT_EQ(plan.size(), 32U);
    std::multiset<std::int32_t> seen;
    std::size_t small = 0;
    for (std::size_t i = 0; i < plan.size(); ++i) {
      small += plan[i].size() == 32 ? 0 : 1;
      seen.insert(plan[i].begin(), plan[i].end());
    }
    EXPECT_EQ(small, 1U);
    EXPECT_EQ(seen.size(), pairs.size());
    for (std::size_t i = 0; i < pairs.size(); ++i) ASSERT_EQ(seen.count(static_cast<std::int32_t>(i)), 1U);
  }
}

TEST_F(BatchPlanTest, BatchesBySymbolsHaveAboutAsManyAndEveryPairIsInOne) {
  std::size_t symbols = 0;
  std::size_t longest = 0;
  const auto length_of = [&](std::int32_t index) {
    const PairLength length = pairs.length(static_cast<std::size_t>(index));
    return static_cast<std::size_t>(length.source + length.target + 1);
  };
  for (const std::int32_t index : permutation) {
    symbols += length_of(index);
    longest = std::max(longest, length_of(index));
  }
  BatchPlan plan;
  for (const std::int32_t wanted : {1, 3, 20, 200, 1000, 1'000'000}) {
    for (const std::int32_t window : {1, 3, 50}) {
      const BatchOptions options{.batch_symbols = wanted, .window = window};
      plan.fill(pairs, permutation, options, draw(1));
      ASSERT_EQ(plan.size(), batch_count(pairs.size(), symbols, options));
      std::multiset<std::int32_t> seen;
      for (std::size_t i = 0; i < plan.size(); ++i) {
        ASSERT_FALSE(plan[i].empty());
        std::size_t in_batch = 0;
        for (const std::int32_t index : plan[i]) in_batch += length_of(index);
        seen.insert(plan[i].begin(), plan[i].end());
        if (wanted < 200) continue;
        EXPECT_LE(in_batch, static_cast<std::size_t>(wanted) + longest);
      }
      EXPECT_EQ(seen, std::multiset<std::int32_t>(permutation.begin(), permutation.end()));
    }
  }
}

TEST_F(BatchPlanTest, ThereAreAsManyBatchesBySymbolsInEachEpoch) {
  BatchPlan plan;
  plan.fill(pairs, permutation, {.batch_symbols = 100}, draw(1));
  const std::size_t first = plan.size();
  for (int epoch = 0; epoch < 10; ++epoch) {
    std::shuffle(permutation.begin(), permutation.end(), std::mt19937_64(static_cast<std::uint64_t>(epoch)));
    plan.fill(pairs, permutation, {.batch_symbols = 100}, draw(2));
    EXPECT_EQ(plan.size(), first);
  }
}

TEST_F(BatchPlanTest, BatchesHavePairsOfSimilarLengths) {
  BatchPlan plan;
  plan.fill(pairs, permutation, {.batch_size = 32, .window = 1}, draw(1));
  const std::int64_t shuffled = padded_steps(plan);
  plan.fill(pairs, permutation, {.batch_size = 32, .window = 10}, draw(1));
  std::int64_t steps = 0;
  for (std::size_t i = 0; i < pairs.size(); ++i) steps += pairs.length(i).source;
  EXPECT_LT(padded_steps(plan) - steps, (shuffled - steps) / 4);
}

TEST_F(BatchPlanTest, AWindowOfOneKeepsThePermutation) {
  BatchPlan plan;
  plan.fill(pairs, permutation, {.batch_size = 100, .window = 1}, {});
  Ids all;
  for (std::size_t i = 0; i < plan.size(); ++i) all.insert(all.end(), plan[i].begin(), plan[i].end());
  EXPECT_EQ(all, permutation);
}

TEST_F(BatchPlanTest, TheSameShufflesGiveTheSameBatches) {
  const auto flat = [&](const Ids& order, std::uint64_t seed) {
    BatchPlan plan;
    plan.fill(pairs, order, {}, draw(seed));
    Ids all;
    for (std::size_t i = 0; i < plan.size(); ++i) all.insert(all.end(), plan[i].begin(), plan[i].end());
    return all;
  };
  EXPECT_EQ(flat(permutation, 1), flat(permutation, 1));
  EXPECT_NE(flat(permutation, 1), flat(permutation, 2));
  Ids other = permutation;
  std::reverse(other.begin(), other.end());
  EXPECT_NE(flat(permutation, 1), flat(other, 1));
}

TEST_F(BatchPlanTest, OptionsOutOfRangeAreRefused) {
  BatchPlan plan;
  EXPECT_EQ(message_of<UsageError>([&] { plan.fill(pairs, permutation, {.batch_size = 0, .window = 2}, {}); }),
            "batches: found batch size 0 and window 2, expected at least 1; give larger ones");
  EXPECT_THROW(plan.fill(pairs, permutation, {.batch_size = 1, .window = 0}, {}), UsageError);
  EXPECT_EQ(message_of<UsageError>([&] { plan.fill(pairs, Ids{2000}, {}, {}); }),
            "batches: found index 2000, expected one of 1003 pairs; take indices from the same data");
  plan.fill(EncodedPairs(), {}, {}, {});
  EXPECT_EQ(plan.size(), 0U);
}

}  // namespace
}  // namespace elman::data
