// A set of texts that is asked which of them another text begins with.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace elman::text {

class PrefixTrie {
 public:
  struct Match {
    std::size_t bytes = 0;
    std::int32_t key = -1;  // its place in the list; -1: there is none
  };

  PrefixTrie() : PrefixTrie(std::span<const std::string>()) {}
  // Keys that are not empty, each once.
  explicit PrefixTrie(std::span<const std::string> keys);

  // Calls visit(Match) for each key that the text begins with, the shortest first.
  template <class Visit>
  void for_each_prefix(std::string_view text, Visit&& visit) const {
    std::uint32_t node = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
      node = child(node, static_cast<unsigned char>(text[i]));
      if (node == 0) return;
      if (nodes_[node].key >= 0) visit(Match{i + 1, nodes_[node].key});
    }
  }

  Match longest_prefix(std::string_view text) const {
    Match longest;
    for_each_prefix(text, [&longest](Match match) { longest = match; });
    return longest;
  }

 private:
  struct Node {
    std::uint32_t first = 0;  // of its edges
    std::uint32_t count = 0;
    std::int32_t key = -1;
  };

  // 0 if there is none: nothing leads back to the root.
  std::uint32_t child(std::uint32_t node, unsigned char byte) const {
    std::uint32_t low = nodes_[node].first;
    std::uint32_t high = low + nodes_[node].count;
    while (low < high) {
      const std::uint32_t middle = low + (high - low) / 2;
      if (labels_[middle] == byte) return middle + 1;  // edges are as many as nodes but the root, and in their order
      if (labels_[middle] < byte) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return 0;
  }

  std::vector<Node> nodes_;
  std::vector<unsigned char> labels_;  // of edges, sorted in each node
};

}  // namespace elman::text
