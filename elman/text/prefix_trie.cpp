#include "elman/text/prefix_trie.h"

#include <algorithm>
#include <numeric>

namespace elman::text {

PrefixTrie::PrefixTrie(std::span<const std::string> keys) {
  std::vector<std::uint32_t> order(keys.size());
  std::iota(order.begin(), order.end(), 0u);
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) { return keys[a] < keys[b]; });
  // Of each node the sorted keys that go through it. Level by level, so a node is one place behind its edge.
  struct Range {
    std::uint32_t begin;
    std::uint32_t end;
  };
  std::vector<Range> level{{0, static_cast<std::uint32_t>(keys.size())}};
  nodes_.resize(1);
  std::uint32_t node = 0;
  for (std::size_t depth = 0; !level.empty(); ++depth) {
    std::vector<Range> next;
    for (auto [begin, end] : level) {
      Node& here = nodes_[node++];
      if (depth > 0 && begin < end && keys[order[begin]].size() == depth) {
        here.key = static_cast<std::int32_t>(order[begin++]);
      }
      here.first = static_cast<std::uint32_t>(labels_.size());
      while (begin < end) {
        const char label = keys[order[begin]][depth];
        std::uint32_t same = begin;
        while (same < end && keys[order[same]][depth] == label) ++same;
        labels_.push_back(static_cast<unsigned char>(label));
        next.push_back({begin, same});
        begin = same;
      }
      here.count = static_cast<std::uint32_t>(labels_.size()) - here.first;
    }
    nodes_.resize(nodes_.size() + next.size());
    level = std::move(next);
  }
}

}  // namespace elman::text
