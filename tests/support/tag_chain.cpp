#include "tests/support/tag_chain.h"

#include <algorithm>
#include <cmath>

namespace elman::test {

double TagChain::score(std::span<const std::int32_t> sequence) const {
  double sum = start[static_cast<std::size_t>(sequence.front())];
  for (std::size_t t = 0; t < sequence.size(); ++t) {
    if (t > 0) sum += transitions[static_cast<std::size_t>(sequence[t - 1] * tags + sequence[t])];
    sum += emissions[t * static_cast<std::size_t>(tags) + static_cast<std::size_t>(sequence[t])];
  }
  return sum + end[static_cast<std::size_t>(sequence.back())];
}

std::vector<ScoredSequence> all_sequences(const TagChain& chain) {
  std::vector<ScoredSequence> all;
  std::vector<std::int32_t> ids(static_cast<std::size_t>(chain.length()), 0);
  double sum = 0;
  for (bool more = true; more;) {
    all.push_back({ids, chain.score(ids)});
    sum += std::exp(all.back().log_probability);
    more = false;
    for (std::size_t t = ids.size(); t-- > 0 && !more;) {  // counts up, the last tag fastest
      more = ids[t] + 1 < chain.tags;
      ids[t] = more ? ids[t] + 1 : 0;
    }
  }
  std::stable_sort(all.begin(), all.end(), [](const ScoredSequence& a, const ScoredSequence& b) {
    return a.log_probability > b.log_probability;
  });
  for (ScoredSequence& sequence : all) sequence.log_probability -= std::log(sum);
  return all;
}

}  // namespace elman::test
