#include "elman/data/pair_order.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <numeric>
#include <vector>

#include "elman/random.h"
#include "elman/text/vocabulary.h"

namespace elman::test {
namespace {

using Ids = std::vector<std::int32_t>;

constexpr std::int32_t letters = 12;
constexpr std::int32_t first_letter = text::Vocabulary::special_count;

// Words of letters, and what is made of them.
data::EncodedPairs pairs_of(const std::function<Ids(const Ids&, Random&)>& target_of, const Ids& before = {}) {
  Random random(1);
  data::EncodedPairs pairs;
  for (int i = 0; i < 300; ++i) {
    Ids word;
    for (std::uint64_t n = 4 + random.below(6); n > 0; --n) {
      word.push_back(first_letter + static_cast<std::int32_t>(random.below(letters)));
    }
    const Ids target = target_of(word, random);
    Ids source = before;
    source.insert(source.end(), word.begin(), word.end());
    source.push_back(text::Vocabulary::end);
    pairs.add(source, target);
  }
  return pairs;
}

Ids same_letters(const Ids& word, Random& /*random*/) { return word; }

Ids copies_of_all(std::int32_t symbols) {
  Ids copies(static_cast<std::size_t>(symbols), -1);
  std::iota(copies.begin() + first_letter, copies.begin() + first_letter + letters, first_letter);
  return copies;
}

TEST(PairOrder, IsOneIfTargetsGoTheWayOfTheirSources) {
  EXPECT_GT(data::order_of(pairs_of(same_letters), {}).same, 0.99);
  const auto with_ending = [](Ids word, Random&) {
    word.insert(word.end(), {first_letter, first_letter + 1, first_letter, first_letter + 2});
    return word;
  };
  EXPECT_GT(data::order_of(pairs_of(with_ending), {}).same, 0.9);
  const auto with_silent_letters = [](const Ids& word, Random&) {
    Ids target;
    std::copy_if(word.begin(), word.end(), std::back_inserter(target), [](std::int32_t id) { return id % 3 != 0; });
    return target.empty() ? Ids{first_letter} : target;
  };
  EXPECT_GT(data::order_of(pairs_of(with_silent_letters), {}).same, 0.95);
}

TEST(PairOrder, IsLowIfTheyDoNot) {
  const auto reversed = [](const Ids& word, Random&) { return Ids(word.rbegin(), word.rend()); };
  EXPECT_LT(data::order_of(pairs_of(reversed), {}).same, 0.4);
  const auto shuffled = [](Ids word, Random& random) {
    random.shuffle(std::span(word));
    return word;
  };
  EXPECT_LT(data::order_of(pairs_of(shuffled), {}).same, 0.75);
}

TEST(PairOrder, RepetitionIsSeen) {
  const auto twice = [](Ids word, Random&) {
    const Ids once = word;
    word.insert(word.end(), once.begin(), once.end());
    return word;
  };
  const Ids copies = copies_of_all(first_letter + letters);
  EXPECT_GT(data::order_of(pairs_of(twice), copies).repeated, 0.95);
  EXPECT_LT(data::order_of(pairs_of(same_letters), copies).repeated, 0.01);
  EXPECT_EQ(data::order_of(pairs_of(twice), {}).repeated, 0);
}

TEST(PairOrder, FeaturesHaveNone) {
  const std::int32_t feature = first_letter + letters;
  const Ids left_out{feature};
  const data::PairOrder with = data::order_of(pairs_of(same_letters, {feature}), {}, left_out);
  EXPECT_EQ(with.same, data::order_of(pairs_of(same_letters), {}).same);
}

TEST(PairOrder, OfNoPairsIsNone) {
  EXPECT_EQ(data::order_of({}, {}).same, 0);
  EXPECT_EQ(data::order_of({}, {}).repeated, 0);
}

}  // namespace
}  // namespace elman::test
