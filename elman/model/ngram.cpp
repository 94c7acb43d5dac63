#include "elman/model/ngram.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "elman/error.h"

namespace elman::model {

namespace {

std::uint64_t key_of(std::int32_t parent, std::int32_t symbol) {
  return static_cast<std::uint64_t>(parent) << 32 | static_cast<std::uint64_t>(symbol);
}

std::size_t place_of(std::uint64_t key, std::size_t slots) {
  return static_cast<std::size_t>((key * 0x9E3779B97F4A7C15ULL) >> 32) & (slots - 1);
}

// 0, 1 or 2: for counts of 1, 2, and more.
std::size_t kind_of(std::uint32_t count) { return std::min<std::uint32_t>(count, 3) - 1; }

}  // namespace

NgramModel::NgramModel(std::span<const std::int32_t> text, int order, std::int32_t symbols)
    : symbols_(symbols), nodes_(1), slots_(1 << 16), discounts_(static_cast<std::size_t>(std::max(order, 0))) {
  if (order < 1) throw UsageError("n-gram model: the order is " + std::to_string(order) + ", expected 1 or more");
  std::vector<std::uint8_t> orders{0};
  std::vector<std::int32_t> path(static_cast<std::size_t>(order) + 1);
  std::vector<std::int32_t> before(path.size());  // of the last position: nodes of each order that end there
  for (std::size_t end = 0; end < text.size(); ++end) {
    const std::int32_t symbol = text[end];
    if (symbol < 0 || symbol >= symbols) {
      throw UsageError("n-gram model: found symbol " + std::to_string(symbol) + " of " + std::to_string(symbols));
    }
    // The sequences that end here are those that ended before, and this symbol.
    path[0] = root;
    const auto longest = static_cast<int>(std::min<std::size_t>(static_cast<std::size_t>(order), end + 1));
    for (int n = 1; n <= longest; ++n) {
      bool added = false;
      const std::int32_t node = find_or_add(before[static_cast<std::size_t>(n) - 1], symbol, added);
      path[static_cast<std::size_t>(n)] = node;
      if (added) {
        orders.push_back(static_cast<std::uint8_t>(n));
        // One more symbol before what follows it.
        if (n > 1) ++nodes_[static_cast<std::size_t>(path[static_cast<std::size_t>(n) - 1])].count;
      }
      if (n == order) ++nodes_[static_cast<std::size_t>(node)].count;
    }
    std::swap(before, path);
  }
  for (std::size_t i = 1; i < nodes_.size(); ++i) {
    Node& node = nodes_[i];
    // What nothing comes before, at the very beginning of the text, still occurs.
    node.count = std::max<std::uint32_t>(node.count, 1);
    Node& parent = nodes_[static_cast<std::size_t>(node.parent)];
    parent.total += node.count;
    ++parent.followers[kind_of(node.count)];
  }
  learn_discounts(orders);
}

std::int32_t NgramModel::find(std::int32_t parent, std::int32_t symbol) const {
  const std::uint64_t key = key_of(parent, symbol);
  for (std::size_t at = place_of(key, slots_.size());; at = (at + 1) & (slots_.size() - 1)) {
    if (slots_[at].node < 0 || slots_[at].key == key) return slots_[at].node;
  }
}

std::int32_t NgramModel::find_or_add(std::int32_t parent, std::int32_t symbol, bool& added) {
  const std::int32_t found = find(parent, symbol);
  added = found < 0;
  if (!added) return found;
  if (2 * nodes_.size() >= slots_.size()) grow();
  const std::uint64_t key = key_of(parent, symbol);
  std::size_t at = place_of(key, slots_.size());
  while (slots_[at].node >= 0) at = (at + 1) & (slots_.size() - 1);
  const auto node = static_cast<std::int32_t>(nodes_.size());
  slots_[at] = {key, node};
  nodes_.push_back({.parent = parent});
  return node;
}

void NgramModel::grow() {
  std::vector<Slot> larger(2 * slots_.size());
  for (const Slot& slot : slots_) {
    if (slot.node < 0) continue;
    std::size_t at = place_of(slot.key, larger.size());
    while (larger[at].node >= 0) at = (at + 1) & (larger.size() - 1);
    larger[at] = slot;
  }
  slots_ = std::move(larger);
}

// D1 = 1 - 2 Y n2 / n1, D2 = 2 - 3 Y n3 / n2, D3 = 3 - 4 Y n4 / n3 with Y = n1 / (n1 + 2 n2), n1 to n4 being the number
// of sequences with that count.
void NgramModel::learn_discounts(std::span<const std::uint8_t> orders) {
  std::vector<std::array<double, 5>> with_count(discounts_.size());
  for (std::size_t i = 1; i < nodes_.size(); ++i) {
    if (nodes_[i].count < 5) ++with_count[orders[i] - std::size_t{1}][nodes_[i].count];
  }
  for (std::size_t order = 0; order < discounts_.size(); ++order) {
    const std::array<double, 5>& n = with_count[order];
    const double y = n[1] > 0 ? n[1] / (n[1] + 2 * n[2]) : 0.5;
    for (std::size_t kind = 0; kind < 3; ++kind) {
      const auto count = static_cast<double>(kind + 1);
      const double discount = n[kind + 1] > 0 ? count - (count + 1) * y * n[kind + 2] / n[kind + 1] : count / 2;
      discounts_[order][kind] = std::clamp(discount, 0.05, count - 0.05);
    }
  }
}

double NgramModel::log_probability(std::span<const std::int32_t> before, std::int32_t symbol) const {
  const std::size_t longest = std::min(before.size(), discounts_.size() - 1);
  double probability = 1.0 / symbols_;
  for (std::size_t length = 0; length <= longest; ++length) {
    std::int32_t context = root;
    for (const std::int32_t id : before.last(length)) {
      context = find(context, id);
      if (context < 0) return std::log(probability);
    }
    const Node& seen = nodes_[static_cast<std::size_t>(context)];
    if (seen.total == 0) break;
    const std::array<double, 3>& discounts = discounts_[length];
    const std::int32_t node = find(context, symbol);
    const std::uint32_t count = node < 0 ? 0 : nodes_[static_cast<std::size_t>(node)].count;
    double left = 0;
    for (std::size_t kind = 0; kind < 3; ++kind) left += discounts[kind] * seen.followers[kind];
    const double own = count == 0 ? 0 : count - discounts[kind_of(count)];
    probability = (own + left * probability) / seen.total;
  }
  return std::log(probability);
}

}  // namespace elman::model
