#include "elman/text/byte_pair_encoding.h"

#include <algorithm>
#include <iterator>
#include <queue>

#include "elman/error.h"
#include "elman/text/unicode.h"
#include "elman/text/words.h"

namespace elman::text {
namespace {

constexpr std::size_t most_cached = 50'000;  // words
constexpr std::size_t longest_cached = 64;   // bytes
constexpr std::int32_t nothing = -1;
// Not part of a line, and so of no vocabulary: whoever encodes them all the same gets them as symbols that are unknown.
constexpr std::string_view outside[] = {{"\0", 1}, "\n"};

std::uint64_t pair_of(std::int32_t left, std::int32_t right) {
  return (std::uint64_t{static_cast<std::uint32_t>(left)} << 32) | static_cast<std::uint32_t>(right);
}

[[noreturn]] void fail(const std::string& found, const std::string& expected) {
  throw ModelError("byte-pair encoding: found " + found + ", expected " + expected + "; the merges are damaged");
}

// A merge that can be made, at the place of its left symbol.
struct Possible {
  std::int32_t rank = 0;
  std::int32_t place = 0;
  std::int32_t left = 0;
  std::int32_t right = 0;

  bool operator>(const Possible& other) const { return rank != other.rank ? rank > other.rank : place > other.place; }
};

}  // namespace

BytePairEncoding::BytePairEncoding(std::vector<std::string> alphabet, std::vector<Merge> merges)
    : alphabet_(std::move(alphabet)), merges_(std::move(merges)), cache_(std::make_unique<Guarded>()) {
  for (const std::string_view symbol : outside) add_symbol(std::string(symbol));
  for (std::string& symbol : byte_symbols()) add_symbol(std::move(symbol));
  for (const std::string& letter : alphabet_) {
    const bool valid = !letter.empty() && find_invalid_utf8(letter) == std::string::npos &&
                       static_cast<unsigned char>(letter[0]) >= 0x80 && character_at(letter, 0).bytes == letter.size();
    if (!valid) fail(display(letter) + " in the alphabet", "single characters beyond ASCII");
    if (ids_.contains(letter)) fail(display(letter) + " twice in the alphabet", "each character once");
    add_symbol(letter);
  }
  const auto id_of = [this](const std::string& symbol) {
    const auto found = ids_.find(symbol);
    const bool known = found != ids_.end() && named_byte(symbol) < 0;
    return known && found->second >= static_cast<Symbol>(std::size(outside)) ? found->second : nothing;
  };
  for (const Merge& merge : merges_) {
    const Symbol left = id_of(merge.left);
    const Symbol right = id_of(merge.right);
    if (left == nothing || right == nothing) {
      fail("a merge of " + display(left == nothing ? merge.left : merge.right), "a symbol that is known by then");
    }
    if (merge.right.starts_with(' ')) fail("a space behind " + display(merge.left), "spaces in front of words alone");
    std::string both = merge.left + merge.right;
    if (both.size() > longest_symbol) {
      fail("a symbol of " + std::to_string(both.size()) + " bytes", "at most " + std::to_string(longest_symbol));
    }
    const auto rank = static_cast<std::int32_t>(merged_.size());
    if (!merged_.try_emplace(pair_of(left, right), Merged{rank, add_symbol(std::move(both))}).second) {
      fail("the merge of " + display(merge.left) + " and " + display(merge.right) + " twice", "each once");
    }
  }
}

BytePairEncoding::Symbol BytePairEncoding::add_symbol(std::string symbol) {
  const auto [place, is_new] = ids_.try_emplace(std::move(symbol), static_cast<Symbol>(symbols_.size()));
  if (is_new) symbols_.push_back(place->first);
  return place->second;
}

BytePairEncoding BytePairEncoding::from_list(std::span<const std::string> list) {
  std::vector<std::string> alphabet;
  std::vector<Merge> merges;
  for (const std::string& entry : list) {
    const std::size_t space = entry.find(' ', 1);
    if (space != std::string::npos) {
      merges.push_back({entry.substr(0, space), entry.substr(space + 1)});
    } else if (merges.empty()) {
      alphabet.push_back(entry);
    } else {
      fail(display(entry) + " behind merges", "two symbols with a space between");
    }
  }
  return {std::move(alphabet), std::move(merges)};
}

std::vector<std::string> BytePairEncoding::list() const {
  std::vector<std::string> list = alphabet_;
  for (const Merge& merge : merges_) list.push_back(merge.left + " " + merge.right);
  return list;
}

std::vector<std::string> BytePairEncoding::symbols() const {
  return {symbols_.begin() + std::size(outside), symbols_.end()};
}

const BytePairEncoding::Merged* BytePairEncoding::merge_of(Symbol left, Symbol right) const {
  const auto found = merged_.find(pair_of(left, right));
  return found == merged_.end() ? nullptr : &found->second;
}

std::vector<BytePairEncoding::Symbol> BytePairEncoding::encode(std::string_view word,
                                                               const std::function<bool()>& is_passed_over) const {
  std::vector<Symbol> symbols;
  for (std::size_t i = 0; i < word.size();) {
    const std::size_t bytes = character_at(word, i).bytes;
    const auto found = ids_.find(word.substr(i, bytes));
    if (found != ids_.end()) {
      symbols.push_back(found->second);
    } else {
      for (const char byte : word.substr(i, bytes)) {
        symbols.push_back(ids_.find(byte_symbol(static_cast<unsigned char>(byte)))->second);
      }
    }
    i += bytes;
  }
  // What is at a place has its neighbours in a list; what was merged into its left neighbour is nothing.
  const auto count = static_cast<std::int32_t>(symbols.size());
  std::vector<std::int32_t> before(symbols.size());
  std::vector<std::int32_t> after(symbols.size());
  std::priority_queue<Possible, std::vector<Possible>, std::greater<>> possible;
  const auto offer = [&](std::int32_t place) {
    if (place < 0 || after[static_cast<std::size_t>(place)] == count) return;
    const Symbol left = symbols[static_cast<std::size_t>(place)];
    const Symbol right = symbols[static_cast<std::size_t>(after[static_cast<std::size_t>(place)])];
    if (const Merged* merged = merge_of(left, right)) possible.push({merged->rank, place, left, right});
  };
  for (std::int32_t i = 0; i < count; ++i) {
    before[static_cast<std::size_t>(i)] = i - 1;
    after[static_cast<std::size_t>(i)] = i + 1;
  }
  for (std::int32_t i = 0; i < count; ++i) offer(i);
  std::vector<Possible> passed_over;  // by the next merge; then they are possible again
  while (!possible.empty()) {
    const Possible next = possible.top();
    possible.pop();
    const auto place = static_cast<std::size_t>(next.place);
    if (symbols[place] != next.left || after[place] == count) continue;
    const auto right = static_cast<std::size_t>(after[place]);
    if (symbols[right] != next.right) continue;
    if (is_passed_over && is_passed_over()) {
      passed_over.push_back(next);
      continue;
    }
    for (const Possible& again : passed_over) possible.push(again);
    passed_over.clear();
    symbols[place] = merge_of(next.left, next.right)->symbol;
    symbols[right] = nothing;
    after[place] = after[right];
    if (after[place] < count) before[static_cast<std::size_t>(after[place])] = next.place;
    offer(before[place]);
    offer(next.place);
  }
  std::erase(symbols, nothing);
  return symbols;
}

std::vector<std::string> BytePairEncoding::split(std::string_view text) const { return split_spaced(with_space(text)); }

std::vector<std::string> BytePairEncoding::split_spaced(std::string_view spaced) const {
  std::vector<std::string> split;
  const auto add = [&](const std::vector<Symbol>& word) {
    for (const Symbol symbol : word) split.push_back(symbols_[static_cast<std::size_t>(symbol)]);
  };
  const std::lock_guard lock(cache_->mutex);
  Cache& cache = cache_->words;
  for_each_word(spaced, [&](std::string_view word) {
    if (word.size() > longest_cached) return add(encode(word));
    auto found = cache.find(word);
    if (found == cache.end()) {
      if (cache.size() >= most_cached) cache.clear();
      found = cache.emplace(std::string(word), encode(word)).first;
    }
    add(found->second);
  });
  return split;
}

std::vector<std::string> BytePairEncoding::split_spaced(std::string_view spaced, double dropout, Random& random) const {
  std::vector<std::string> split;
  const auto is_passed_over = [&] { return random.uniform() < dropout; };
  for_each_word(spaced, [&](std::string_view word) {
    for (const Symbol symbol : encode(word, is_passed_over))
      split.push_back(symbols_[static_cast<std::size_t>(symbol)]);
  });
  return split;
}

}  // namespace elman::text
