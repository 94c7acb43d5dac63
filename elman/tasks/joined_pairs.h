// Pairs that are joined end to end, so that a network also learns sources longer than any of its data.
#pragma once

#include <cstdint>
#include <span>

#include "elman/data/encoded_pairs.h"
#include "elman/random.h"

namespace elman::tasks {

class JoinedPairs {
 public:
  static constexpr int most = 3;  // pairs in one

  // share: joined pairs for each pair, in [0, 1].
  explicit JoinedPairs(double share) : share_(share) {}

  // Makes `to` the pairs of those indices, in their order, and then so many, on average, of two or three pairs of
  // `from`, one after the other without anything between. What is drawn comes from `random` alone.
  void rewrite(const data::EncodedPairs& from, std::span<const std::int32_t> indices, Random& random,
               data::EncodedPairs& to) const;

 private:
  double share_;
};

}  // namespace elman::tasks
