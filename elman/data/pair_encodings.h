// What the texts of pairs teach of words and their parts.
#pragma once

#include <cstddef>
#include <functional>

#include "elman/data/text_pairs.h"

namespace elman::data {

struct MergeOptions {
  std::size_t count = 0;  // for each side; 0: as many as suit the length of the text
  bool joint = false;     // both sides are of kind bpe and have one encoding, learnt from both
};

// Options with an encoding for each side whose symbols are of kind bpe, learnt from that side of the pairs that are not
// left out. Throws as PairReader does.
PairOptions with_encodings(const text::TextFile& file, PairOptions options, const MergeOptions& merges,
                           const std::function<bool(const TextPair&)>& is_left_out);

// Whether an encoding is still to be learnt.
bool needs_encodings(const PairOptions& options);

}  // namespace elman::data
