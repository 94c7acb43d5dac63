// What training changes in pairs each time that it reads them.
#pragma once

#include "elman/data/encoded_pairs.h"
#include "elman/tasks/pair_coding.h"

namespace elman::tasks {

// Joined pairs (JoinedPairs) first, then other parts of words (MergeDropout); shares of 0: neither. Empty if pairs stay
// as they are.
data::RewritePairs rewriting_of(const PairCoding& coding, double joined_pairs, double merge_dropout);

}  // namespace elman::tasks
