// Chains of tags small enough to look at every sequence.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "elman/scalar.h"

namespace elman::test {

// The scores of one sequence, in double.
struct TagChain {
  int tags = 0;
  std::vector<double> emissions;    // (length, tags)
  std::vector<double> transitions;  // (tags, tags)
  std::vector<double> start;        // (tags)
  std::vector<double> end;          // (tags)

  int length() const { return static_cast<int>(emissions.size()) / tags; }
  double score(std::span<const std::int32_t> sequence) const;
};

struct ScoredSequence {
  std::vector<std::int32_t> ids;
  double log_probability = 0;
};

// All tags^length sequences with their natural log-probabilities, the most probable first; equally probable ones (to
// the last bit of their scores) in the order of their ids.
std::vector<ScoredSequence> all_sequences(const TagChain& chain);

}  // namespace elman::test
