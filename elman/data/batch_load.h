// What the batches of an epoch ask of a network, before there is any.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "elman/data/batch.h"

namespace elman::data {

// Sums over the pairs of a batch. Lengths count </s>.
struct BatchLoad {
  std::uint64_t pairs = 0;
  std::uint64_t source = 0;         // lengths of the sources
  std::uint64_t target = 0;         // of the targets
  std::uint64_t source_source = 0;  // squares, as self-attention grows
  std::uint64_t target_target = 0;
  std::uint64_t source_target = 0;  // products

  void add(std::uint64_t source_length, std::uint64_t target_length);
};

// Of an epoch in one random order, which the seed gives, cut as BatchPlan does it: a long pair meets those of about its
// length. Each batch is what `rewrite`, if there is one, makes of it.
std::vector<BatchLoad> loads_of_an_epoch(const EncodedPairs& pairs, const BatchOptions& batches, std::uint64_t seed,
                                         const RewritePairs& rewrite = {});

}  // namespace elman::data
