// Words and parts of words: byte-pair encoding (Sennrich, Haddow & Birch 2016).
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "elman/random.h"
#include "elman/text/string_map.h"

namespace elman::text {

// Each word of a text (text/words.h) begins as its characters, and in it the pair of neighbours that was learnt first
// is put together, again and again, until no pair is left that was learnt. Characters outside of the alphabet are
// spelled in bytes (text/words.h), so any text can be encoded, and the symbols put together give it back.
class BytePairEncoding {
 public:
  // A longer one says nothing that a shorter one would not, and pairs of pairs double each time.
  static constexpr std::size_t longest_symbol = 256;  // bytes

  struct Merge {
    std::string left;
    std::string right;
  };

  // ASCII is always part of the alphabet. Throws ModelError for a merge of what is no symbol yet, for one that is there
  // twice, for a symbol that is too long, and for letters of the alphabet that are no single characters.
  BytePairEncoding(std::vector<std::string> alphabet, std::vector<Merge> merges);
  // As list() gives it.
  static BytePairEncoding from_list(std::span<const std::string> list);

  // Letters of the alphabet beyond ASCII, then merges, first the first that was learnt: "left right". Of the two, the
  // left one alone may begin with a space.
  std::vector<std::string> list() const;

  // The text has to be UTF-8. Safe to be called by several threads.
  std::vector<std::string> split(std::string_view text) const;
  // A text to which the space in front has been added, or one that goes on within a line.
  std::vector<std::string> split_spaced(std::string_view spaced) const;
  // The same, but each merge that could be made is passed over with probability `dropout`, so that a word is now these
  // parts and now those (BPE dropout: Provilkov et al. 2020).
  std::vector<std::string> split_spaced(std::string_view spaced, double dropout, Random& random) const;

  // Everything that split() can give.
  std::vector<std::string> symbols() const;
  const std::vector<Merge>& merges() const { return merges_; }

 private:
  using Symbol = std::int32_t;
  struct Merged {
    std::int32_t rank = 0;
    Symbol symbol = 0;
  };

  Symbol add_symbol(std::string symbol);
  // is_passed_over: asked for each merge that could be made; may be empty.
  std::vector<Symbol> encode(std::string_view word, const std::function<bool()>& is_passed_over = {}) const;
  const Merged* merge_of(Symbol left, Symbol right) const;

  std::vector<std::string> alphabet_;  // beyond ASCII
  std::vector<Merge> merges_;
  std::vector<std::string> symbols_;
  StringMap<Symbol> ids_;
  std::unordered_map<std::uint64_t, Merged> merged_;  // by pair

  // Words that have been encoded, since most words of a text have occurred before.
  using Cache = StringMap<std::vector<Symbol>>;
  struct Guarded {
    std::mutex mutex;
    Cache words;
  };
  std::unique_ptr<Guarded> cache_;
};

}  // namespace elman::text
