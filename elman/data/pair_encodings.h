// What the texts of pairs teach of words and their parts.
#pragma once

#include <cstddef>
#include <functional>

#include "elman/data/text_pairs.h"

namespace elman::data {

// Options with an encoding for each side whose symbols are of kind bpe, learnt from that side of the pairs that are not
// left out. merges: for each side; 0: as many as suit the length of the text. Throws as PairReader does.
PairOptions with_encodings(const text::TextFile& file, PairOptions options, std::size_t merges,
                           const std::function<bool(const TextPair&)>& is_left_out);

// Whether an encoding is still to be learnt.
bool needs_encodings(const PairOptions& options);

}  // namespace elman::data
