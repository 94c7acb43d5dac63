// The most probable tags of a sequence.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "elman/scalar.h"

namespace elman::decode {

// A sequence of tags scores the sum of a start, an emission for each position, a transition between neighbours, and an
// end: a linear chain. What is empty is zero: without transitions, start and end each position is on its own, and
// emissions are logits or logarithms of probabilities.
struct TagScores {
  int tags = 0;
  std::span<const Scalar> emissions;    // (length, tags)
  std::span<const Scalar> transitions;  // (tags, tags), from the row's tag to the column's
  std::span<const Scalar> start;        // (tags), of the first tag
  std::span<const Scalar> end;          // (tags), of the last one
};

struct TagSequence {
  std::vector<std::int32_t> ids;
  double log_probability = 0;  // natural; of all tags^length sequences together the probability is 1
};

// The `count` most probable sequences, best first; all of them if there are fewer. Of equally probable ones the lower
// ids come first. One is found by Viterbi 1967; more by a best-first search that knows from it the best end of every
// beginning and so looks at nothing that is not part of an answer (Soong & Huang 1990). In double throughout.
// Throws UsageError for sizes that do not fit, an empty sequence, or a count below 1.
std::vector<TagSequence> best_tags(const TagScores& scores, int count = 1);

}  // namespace elman::decode
