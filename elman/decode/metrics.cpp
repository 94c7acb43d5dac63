#include "elman/decode/metrics.h"

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <utility>

#include "elman/error.h"

namespace elman::decode {
namespace {

enum class Move : std::uint8_t { pair, deletion, insertion };

double percent(std::size_t part, std::size_t whole) {
  return whole == 0 ? 0 : 100 * static_cast<double>(part) / static_cast<double>(whole);
}

// Calls visit(i, j, move) for the prefixes of i gold and j output symbols, i, j >= 1, row by row; returns the distance.
template <class Visit>
std::size_t fill_distances(std::span<const std::string> gold, std::span<const std::string> output, Visit&& visit) {
  std::vector<std::size_t> distance(output.size() + 1);  // from the gold prefix to each prefix of output
  std::iota(distance.begin(), distance.end(), std::size_t{0});
  for (std::size_t i = 1; i <= gold.size(); ++i) {
    std::size_t diagonal = std::exchange(distance[0], i);
    for (std::size_t j = 1; j <= output.size(); ++j) {
      const std::size_t pair = diagonal + (gold[i - 1] == output[j - 1] ? 0 : 1);
      const std::size_t deletion = distance[j] + 1;
      const std::size_t insertion = distance[j - 1] + 1;
      diagonal = distance[j];
      distance[j] = std::min({pair, deletion, insertion});
      visit(i, j, pair == distance[j] ? Move::pair : deletion == distance[j] ? Move::deletion : Move::insertion);
    }
  }
  return distance.back();
}

}  // namespace

std::size_t edit_distance(std::span<const std::string> gold, std::span<const std::string> output) {
  return fill_distances(gold, output, [](std::size_t, std::size_t, Move) {});
}

std::vector<Edit> edits_between(std::span<const std::string> gold, std::span<const std::string> output) {
  std::vector<Move> moves(gold.size() * output.size());
  fill_distances(gold, output,
                 [&](std::size_t i, std::size_t j, Move move) { moves[(i - 1) * output.size() + j - 1] = move; });
  std::vector<Edit> edits;
  std::size_t i = gold.size();
  std::size_t j = output.size();
  while (i > 0 || j > 0) {
    const Move move = i == 0 ? Move::insertion : j == 0 ? Move::deletion : moves[(i - 1) * output.size() + j - 1];
    if (move != Move::insertion) --i;
    if (move != Move::deletion) --j;
    if (move == Move::pair && gold[i] == output[j]) continue;
    edits.push_back({move == Move::insertion ? "" : gold[i], move == Move::deletion ? "" : output[j]});
  }
  std::reverse(edits.begin(), edits.end());
  return edits;
}

double Score::wer() const { return percent(wrong, words); }
double Score::per() const { return percent(edits, gold_symbols); }

void Score::add(const Score& other) {
  words += other.words;
  wrong += other.wrong;
  edits += other.edits;
  gold_symbols += other.gold_symbols;
}

Score Scorer::add(std::span<const std::string> output, std::span<const Symbols> golds) {
  if (golds.empty()) {
    throw UsageError("score: found no gold output for a word, expected at least one; leave the word out");
  }
  const Symbols* nearest = nullptr;
  std::size_t distance = 0;
  for (const Symbols& gold : golds) {
    const std::size_t edits = edit_distance(gold, output);
    if (nearest != nullptr && edits >= distance) continue;
    nearest = &gold;
    distance = edits;
  }
  const Score word{.words = 1, .wrong = distance > 0 ? 1u : 0u, .edits = distance, .gold_symbols = nearest->size()};
  score_.add(word);
  if (distance == 0) return word;
  for (Edit& edit : edits_between(*nearest, output)) ++edits_[{std::move(edit.gold), std::move(edit.output)}];
  return word;
}

std::vector<Confusion> Scorer::confusions(std::size_t limit) const {
  std::vector<Confusion> all;
  all.reserve(edits_.size());
  for (const auto& [edit, count] : edits_) all.push_back({{edit.first, edit.second}, count});
  std::stable_sort(all.begin(), all.end(), [](const Confusion& a, const Confusion& b) { return a.count > b.count; });
  if (all.size() > limit) all.resize(limit);
  return all;
}

}  // namespace elman::decode
