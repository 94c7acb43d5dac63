// Pairs whose words are put together from other parts each time that they are read.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "elman/data/encoded_pairs.h"
#include "elman/random.h"
#include "elman/tasks/pair_coding.h"

namespace elman::tasks {

// BPE dropout (Provilkov et al. 2020) of the sides that are read by byte-pair encoding. Features and the other side
// stay as they are.
class MergeDropout {
 public:
  // share: the probability with which a merge that could be made is passed over.
  MergeDropout(PairCoding coding, double share);

  // Makes `to` the pairs of those indices, in their order. What is drawn comes from `random` alone.
  void rewrite(const data::EncodedPairs& from, std::span<const std::int32_t> indices, Random& random,
               data::EncodedPairs& to) const;

 private:
  std::vector<std::int32_t> rewritten(std::span<const std::int32_t> ids, const text::SymbolOptions& symbols,
                                      const text::Vocabulary& vocabulary, Random& random) const;

  PairCoding coding_;
  double share_;
};

}  // namespace elman::tasks
