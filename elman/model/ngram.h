// An n-gram model of symbols: what a network has to be better than.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace elman::model {

// Interpolated Kneser-Ney smoothing with three discounts for each order, from the counts of counts (Kneser & Ney 1995;
// Chen & Goodman 1998).
class NgramModel {
 public:
  // Learns from a text in memory. Throws UsageError for an order below 1, or a symbol that is not below `symbols`.
  NgramModel(std::span<const std::int32_t> text, int order, std::int32_t symbols);

  // The natural logarithm of the probability of `symbol` after `before`, of which the last order - 1 symbols count.
  double log_probability(std::span<const std::int32_t> before, std::int32_t symbol) const;
  int order() const { return static_cast<int>(discounts_.size()); }

 private:
  // A sequence of up to `order` symbols.
  struct Node {
    std::int32_t parent = 0;  // without the last symbol
    std::uint32_t count = 0;  // of the longest: how often it occurs; of others: before how many symbols
    // Of the symbols that follow it: the sum of their counts, and how many have a count of 1, of 2, of more.
    std::uint32_t total = 0;
    std::array<std::uint32_t, 3> followers{};
  };
  static constexpr std::int32_t root = 0;

  std::int32_t find(std::int32_t parent, std::int32_t symbol) const;  // -1 if there is none
  std::int32_t find_or_add(std::int32_t parent, std::int32_t symbol, bool& added);
  void grow();
  void learn_discounts(std::span<const std::uint8_t> orders);

  std::int32_t symbols_;
  std::vector<Node> nodes_;
  // Open addressing: a node's place comes from its parent and its last symbol.
  struct Slot {
    std::uint64_t key = 0;  // parent and symbol
    std::int32_t node = -1;
  };
  std::vector<Slot> slots_;
  std::vector<std::array<double, 3>> discounts_;  // by order from 1: of counts 1, 2, and more
};

}  // namespace elman::model
