#include "elman/tasks/joined_pairs.h"

#include <vector>

namespace elman::tasks {

void JoinedPairs::rewrite(const data::EncodedPairs& from, std::span<const std::int32_t> indices, Random& random,
                          data::EncodedPairs& to) const {
  to.clear();
  for (const std::int32_t index : indices) {
    const auto pair = static_cast<std::size_t>(index);
    to.add(from.source(pair), from.target(pair));
  }
  std::vector<std::int32_t> source;
  std::vector<std::int32_t> target;
  for (std::size_t i = 0; i < indices.size(); ++i) {
    if (random.uniform() >= share_) continue;
    source.clear();
    target.clear();
    const std::uint64_t count = 2 + random.below(most - 1);
    for (std::uint64_t joined = 0; joined < count; ++joined) {
      const auto pair = static_cast<std::size_t>(random.below(from.size()));
      if (!source.empty()) source.pop_back();  // the </s> of what came before
      source.insert(source.end(), from.source(pair).begin(), from.source(pair).end());
      target.insert(target.end(), from.target(pair).begin(), from.target(pair).end());
    }
    to.add(source, target);
  }
}

}  // namespace elman::tasks
