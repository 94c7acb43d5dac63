#include "elman/text/byte_pair_learner.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <queue>
#include <unordered_set>
#include <utility>
#include <vector>

#include "elman/text/unicode.h"

namespace elman::text {
namespace {

using Symbol = std::int32_t;
using Pair = std::pair<Symbol, Symbol>;

struct PairHash {
  std::size_t operator()(const Pair& pair) const {
    return std::hash<std::uint64_t>{}((std::uint64_t{static_cast<std::uint32_t>(pair.first)} << 32) |
                                      static_cast<std::uint32_t>(pair.second));
  }
};

struct Word {
  std::vector<Symbol> symbols;
  std::int64_t count = 0;
};

// Words as symbols, how often each pair of neighbours occurs in them, and where.
class Merging {
 public:
  explicit Merging(std::vector<std::string> letters) : symbols_(std::move(letters)) {
    for (std::size_t i = 0; i < symbols_.size(); ++i) ids_[symbols_[i]] = static_cast<Symbol>(i);
  }

  // Letters that are not known keep their neighbours apart.
  void add(const std::string& word, std::size_t count) {
    Word added{.symbols = {}, .count = static_cast<std::int64_t>(count)};
    const auto close = [&] {
      if (added.symbols.size() > 1) words_.push_back(added);
      added.symbols.clear();
    };
    for (std::size_t i = 0; i < word.size();) {
      const std::size_t bytes = character_at(word, i).bytes;
      const auto found = ids_.find(word.substr(i, bytes));
      if (found == ids_.end()) {
        close();
      } else {
        added.symbols.push_back(found->second);
      }
      i += bytes;
    }
    close();
  }

  std::vector<BytePairEncoding::Merge> merges(std::size_t most) {
    for (std::size_t w = 0; w < words_.size(); ++w) {
      const std::vector<Symbol>& symbols = words_[w].symbols;
      for (std::size_t i = 0; i + 1 < symbols.size(); ++i) change({symbols[i], symbols[i + 1]}, w, words_[w].count);
    }
    for (const auto& [pair, occurrences] : pairs_) offer(pair, occurrences.count);
    std::vector<BytePairEncoding::Merge> merges;
    while (merges.size() < most && !offers_.empty()) {
      const Offer best = offers_.top();
      offers_.pop();
      const auto found = pairs_.find(best.pair);
      if (found == pairs_.end() || found->second.count != best.count) continue;  // another offer has the count of now
      if (best.count < 2) break;
      const std::string left = symbols_[static_cast<std::size_t>(best.pair.first)];
      const std::string right = symbols_[static_cast<std::size_t>(best.pair.second)];
      if (left.size() + right.size() > BytePairEncoding::longest_symbol) continue;
      merge(best.pair, left + right);
      // A symbol can be made in two ways; what it was merged with may then come a second time.
      if (learnt_.insert(best.pair).second) merges.push_back({left, right});
    }
    return merges;
  }

 private:
  struct Occurrences {
    std::int64_t count = 0;
    std::vector<std::size_t> words;  // perhaps more than once, and perhaps of the past
  };
  struct Offer {
    std::int64_t count = 0;
    Pair pair;
  };
  // Of two equally common pairs, the one whose symbols come first is better.
  struct IsWorse {
    const std::vector<std::string>& symbols;
    bool operator()(const Offer& a, const Offer& b) const {
      if (a.count != b.count) return a.count < b.count;
      const auto text = [this](Symbol symbol) -> const std::string& {
        return symbols[static_cast<std::size_t>(symbol)];
      };
      if (a.pair.first != b.pair.first) return text(a.pair.first) > text(b.pair.first);
      return text(a.pair.second) > text(b.pair.second);
    }
  };

  void change(Pair pair, std::size_t word, std::int64_t by) {
    Occurrences& occurrences = pairs_[pair];
    occurrences.count += by;
    if (by > 0 && (occurrences.words.empty() || occurrences.words.back() != word)) occurrences.words.push_back(word);
  }

  void offer(Pair pair, std::int64_t count) {
    if (count > 0) offers_.push({count, pair});
  }

  void merge(Pair pair, std::string both) {
    const auto [place, is_new] = ids_.try_emplace(both, static_cast<Symbol>(symbols_.size()));
    if (is_new) symbols_.push_back(std::move(both));
    const Symbol merged = place->second;
    const std::vector<std::size_t> where = std::move(pairs_[pair].words);
    changed_.clear();
    for (const std::size_t w : where) rewrite(w, pair, merged);
    pairs_.erase(pair);
    std::sort(changed_.begin(), changed_.end());
    changed_.erase(std::unique(changed_.begin(), changed_.end()), changed_.end());
    for (const Pair& other : changed_) {
      const auto found = pairs_.find(other);
      if (found != pairs_.end()) offer(other, found->second.count);
    }
  }

  void rewrite(std::size_t w, Pair pair, Symbol merged) {
    Word& word = words_[w];
    std::vector<Symbol>& symbols = word.symbols;
    written_.clear();
    for (std::size_t i = 0; i < symbols.size(); ++i) {
      const bool here = i + 1 < symbols.size() && symbols[i] == pair.first && symbols[i + 1] == pair.second;
      written_.push_back(here ? merged : symbols[i]);
      i += here ? 1 : 0;
    }
    if (written_.size() == symbols.size()) return;
    recount(w, symbols, -word.count);
    recount(w, written_, word.count);
    symbols.swap(written_);
  }

  void recount(std::size_t w, const std::vector<Symbol>& symbols, std::int64_t by) {
    for (std::size_t i = 0; i + 1 < symbols.size(); ++i) {
      const Pair pair{symbols[i], symbols[i + 1]};
      change(pair, w, by);
      changed_.push_back(pair);
    }
  }

  std::vector<std::string> symbols_;
  std::unordered_map<std::string, Symbol> ids_;
  std::vector<Word> words_;
  std::unordered_map<Pair, Occurrences, PairHash> pairs_;
  std::priority_queue<Offer, std::vector<Offer>, IsWorse> offers_{IsWorse{symbols_}};
  std::unordered_set<Pair, PairHash> learnt_;
  std::vector<Pair> changed_;
  std::vector<Symbol> written_;
};

}  // namespace

std::size_t suitable_merges(std::size_t words) { return std::clamp<std::size_t>(words / 80, 500, 16'000); }

void BytePairLearner::add(std::string_view word) {
  ++words_;
  if (word.size() > BytePairEncoding::longest_symbol) return;
  const auto found = counts_.find(word);
  if (found != counts_.end()) {
    ++found->second;
    return;
  }
  if (counts_.size() >= most_words_) forget_rare();
  counts_.emplace(std::string(word), 1);
}

void BytePairLearner::forget_rare() {
  while (2 * counts_.size() > most_words_) {
    ++forgotten_up_to_;
    std::erase_if(counts_, [this](const auto& word) { return word.second <= forgotten_up_to_; });
  }
}

BytePairEncoding BytePairLearner::learn(std::size_t merges) const {
  std::map<std::string, std::size_t> characters;
  for (const auto& [word, count] : counts_) {
    for (std::size_t i = 0; i < word.size();) {
      const std::size_t bytes = character_at(word, i).bytes;
      characters[word.substr(i, bytes)] += count;
      i += bytes;
    }
  }
  std::vector<std::string> letters;   // that merges are made of
  std::vector<std::string> alphabet;  // beyond ASCII
  for (const auto& [character, count] : characters) {
    const bool ascii = character.size() == 1;
    if (character[0] == '\n' || character[0] == '\0' || (!ascii && count < 2)) continue;
    letters.push_back(character);
    if (!ascii) alphabet.push_back(character);
  }
  Merging merging(std::move(letters));
  for (const auto& [word, count] : counts_) merging.add(word, count);
  return {std::move(alphabet), merging.merges(merges)};
}

}  // namespace elman::text
