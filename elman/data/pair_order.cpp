#include "elman/data/pair_order.h"

#include <algorithm>
#include <cstddef>
#include <unordered_map>
#include <vector>

#include "elman/text/vocabulary.h"

namespace elman::data {

namespace {

constexpr std::size_t most_pairs = 1000;
constexpr int iterations = 6;
constexpr double least_probability = 0.05;  // of a counterpart: below it a symbol has none
constexpr std::size_t repeated_symbols = 3;

using Ids = std::vector<std::int32_t>;

struct Pair {
  Ids source;  // without features and </s>
  Ids target;
};

std::vector<Pair> some_pairs(const EncodedPairs& pairs, std::span<const std::int32_t> left_out) {
  std::vector<Pair> found;
  const std::size_t count = std::min(pairs.size(), most_pairs);
  for (std::size_t n = 0; n < count; ++n) {
    const std::size_t i = n * pairs.size() / count;  // files are often sorted
    Pair pair;
    for (const std::int32_t id : pairs.source(i)) {
      const bool has_place =
          id != text::Vocabulary::end && std::find(left_out.begin(), left_out.end(), id) == left_out.end();
      if (has_place) pair.source.push_back(id);
    }
    pair.target.assign(pairs.target(i).begin(), pairs.target(i).end());
    if (!pair.source.empty() && !pair.target.empty()) found.push_back(std::move(pair));
  }
  return found;
}

// How likely a source symbol is written as a target symbol.
class Translations {
 public:
  explicit Translations(const std::vector<Pair>& pairs) {
    for (int i = 0; i < iterations; ++i) learn(pairs);
  }

  double operator()(std::int32_t source, std::int32_t target) const {
    const auto found = probabilities_.find(key(source, target));
    return found == probabilities_.end() ? 0 : found->second;
  }

 private:
  static std::uint64_t key(std::int32_t source, std::int32_t target) {
    return (static_cast<std::uint64_t>(source) << 32) | static_cast<std::uint32_t>(target);
  }

  void learn(const std::vector<Pair>& pairs) {
    std::unordered_map<std::uint64_t, double> counts;
    std::unordered_map<std::int32_t, double> sums;
    for (const Pair& pair : pairs) {
      for (const std::int32_t target : pair.target) {
        double all = 0;
        for (const std::int32_t source : pair.source) all += first_ ? 1 : (*this)(source, target);
        if (!(all > 0)) continue;
        for (const std::int32_t source : pair.source) {
          const double share = (first_ ? 1 : (*this)(source, target)) / all;
          counts[key(source, target)] += share;
          sums[source] += share;
        }
      }
    }
    for (auto& [pair, count] : counts) count /= sums[static_cast<std::int32_t>(pair >> 32)];
    probabilities_ = std::move(counts);
    first_ = false;
  }

  bool first_ = true;
  std::unordered_map<std::uint64_t, double> probabilities_;
};

// Neighbours with different counterparts.
struct Neighbours {
  double all = 0;
  double same_order = 0;
};

// likelihood(symbol, i): of the counterpart at place i of `count`.
template <class Likelihood>
void follow(const Ids& symbols, std::size_t count, const Likelihood& likelihood, Neighbours& neighbours) {
  std::ptrdiff_t before = -1;
  for (const std::int32_t symbol : symbols) {
    double best = 0;
    for (std::size_t i = 0; i < count; ++i) best = std::max(best, likelihood(symbol, i));
    if (best < least_probability) continue;
    std::ptrdiff_t place = -1;  // the first one behind that of the symbol before, else the last one
    for (std::size_t i = 0; i < count; ++i) {
      if (likelihood(symbol, i) < best * (1 - 1e-9)) continue;
      place = static_cast<std::ptrdiff_t>(i);
      if (place > before) break;
    }
    if (before >= 0 && place != before) {
      ++neighbours.all;
      if (place > before) ++neighbours.same_order;
    }
    before = place;
  }
}

double share(const Neighbours& neighbours) { return neighbours.all == 0 ? 0 : neighbours.same_order / neighbours.all; }

std::ptrdiff_t occurrences(std::span<const std::int32_t> part, const Ids& whole) {
  std::ptrdiff_t count = 0;
  for (auto at = whole.begin(); (at = std::search(at, whole.end(), part.begin(), part.end())) != whole.end(); ++at) {
    ++count;
  }
  return count;
}

bool repeats(const Pair& pair, std::span<const std::int32_t> copies) {
  Ids copied;  // what the source would be as a target
  for (const std::int32_t id : pair.source) copied.push_back(copies[static_cast<std::size_t>(id)]);
  for (std::size_t i = 0; i + repeated_symbols <= copied.size(); ++i) {
    const std::span<const std::int32_t> part = std::span(copied).subspan(i, repeated_symbols);
    if (std::find(part.begin(), part.end(), -1) != part.end()) continue;
    if (occurrences(part, pair.target) > occurrences(part, copied)) return true;
  }
  return false;
}

}  // namespace

PairOrder order_of(const EncodedPairs& pairs, std::span<const std::int32_t> copies,
                   std::span<const std::int32_t> left_out) {
  const std::vector<Pair> read = some_pairs(pairs, left_out);
  const Translations probability(read);
  Neighbours of_targets;
  Neighbours of_sources;
  double repeated = 0;
  for (const Pair& pair : read) {
    follow(
        pair.target, pair.source.size(),
        [&](std::int32_t symbol, std::size_t i) { return probability(pair.source[i], symbol); }, of_targets);
    follow(
        pair.source, pair.target.size(),
        [&](std::int32_t symbol, std::size_t i) { return probability(symbol, pair.target[i]); }, of_sources);
    if (!copies.empty() && repeats(pair, copies)) ++repeated;
  }
  return {.same = std::max(share(of_targets), share(of_sources)),
          .repeated = read.empty() ? 0 : repeated / static_cast<double>(read.size())};
}

}  // namespace elman::data
