#include "elman/tasks/joined_pairs.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "elman/text/vocabulary.h"

namespace elman::test {
namespace {

using Ids = std::vector<std::int32_t>;
constexpr std::int32_t end = text::Vocabulary::end;

Ids ids_of(std::span<const std::int32_t> ids) { return {ids.begin(), ids.end()}; }

TEST(JoinedPairs, AreWholePairsOneAfterTheOther) {
  const data::EncodedPairs pairs{{{10, 11, end}, {20}}, {{12, end}, {21, 22}}, {{13, 14, end}, {}}};
  const Ids indices{2, 0};
  data::EncodedPairs to;
  std::vector<int> seen(4);
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    Random random(seed);
    tasks::JoinedPairs(1).rewrite(pairs, indices, random, to);
    ASSERT_EQ(to.size(), 4U);
    EXPECT_EQ(ids_of(to.source(0)), (Ids{13, 14, end}));
    EXPECT_EQ(ids_of(to.target(0)), Ids());
    EXPECT_EQ(ids_of(to.source(1)), (Ids{10, 11, end}));
    EXPECT_EQ(ids_of(to.target(1)), (Ids{20}));
    for (const std::size_t i : {2, 3}) {
      // Cut where a pair begins, as its first symbol says: the targets have to be those of the same pairs.
      const Ids source = ids_of(to.source(i));
      EXPECT_EQ(std::count(source.begin(), source.end(), end), 1);
      EXPECT_EQ(source.back(), end);
      Ids target;
      int count = 0;
      for (const std::int32_t id : source) {
        if (id == 10) target.push_back(20);
        if (id == 12) target.insert(target.end(), {21, 22});
        count += id == 10 || id == 12 || id == 13 ? 1 : 0;
      }
      EXPECT_EQ(ids_of(to.target(i)), target);
      ++seen[static_cast<std::size_t>(count)];
    }
  }
  EXPECT_EQ(seen[0] + seen[1], 0);
  EXPECT_GT(seen[2], 20);
  EXPECT_GT(seen[3], 20);
}

TEST(JoinedPairs, AreAsManyAsTheShareSays) {
  const data::EncodedPairs pairs{{{10, end}, {20}}, {{11, end}, {21}}};
  const Ids indices(1000, 1);
  data::EncodedPairs to;
  Random random(1);
  tasks::JoinedPairs(0.3).rewrite(pairs, indices, random, to);
  EXPECT_NEAR(static_cast<double>(to.size()), 1300, 50);
  tasks::JoinedPairs(0).rewrite(pairs, indices, random, to);
  EXPECT_EQ(to.size(), 1000U);
}

}  // namespace
}  // namespace elman::test
