// Whether targets keep the order of their sources.
#pragma once

#include <cstdint>
#include <span>

#include "elman/data/encoded_pairs.h"

namespace elman::data {

struct PairOrder {
  // Share of neighbours that lie in the same order on the other side, where they have different counterparts: 1 if all
  // do, about 1/2 if the order is any, 0 if all are reversed.
  double same = 0;
  // Share of pairs whose target has three symbols of the source, in their order, more often than the source.
  double repeated = 0;
};

// A symbol's counterpart is the likeliest one by IBM model 1 (Brown et al. 1993), learnt here; of equally likely ones
// the next. Symbols are followed from either side, since one of them may have much that the other has not (endings,
// silent letters): `same` is the larger share. `copies` has for each source symbol the target symbol that is the same,
// or -1, or is empty; `left_out` are source symbols that have no order (features). Reads 1,000 pairs, evenly spaced.
PairOrder order_of(const EncodedPairs& pairs, std::span<const std::int32_t> copies,
                   std::span<const std::int32_t> left_out = {});

}  // namespace elman::data
