// Holding out a part of the data.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "elman/data/text_pairs.h"

namespace elman::data {

struct HeldOut {
  std::vector<std::int32_t> kept;      // indices of pairs, ascending
  std::vector<std::int32_t> held_out;  // indices of pairs, ascending
};

// Holds out about `share` of the pairs. All pairs of one source text, whatever their features, fall on the same side.
// Which ones is decided by a hash of seed and text alone: the order of the file plays no part.
// Throws UsageError for a share outside (0, 1), DataError where there are fewer than two source texts.
HeldOut hold_out(std::span<const TextPair> pairs, double share, std::uint64_t seed = 0);

}  // namespace elman::data
