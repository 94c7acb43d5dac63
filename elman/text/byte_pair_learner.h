// Learns a byte-pair encoding from the words of a text.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "elman/text/byte_pair_encoding.h"
#include "elman/text/string_map.h"

namespace elman::text {

// Words are counted as they come; then the commonest pair of neighbours within words is merged, again and again
// (Sennrich, Haddow & Birch 2016). Equally common pairs are taken in the order of their bytes, so the order of the text
// says nothing. Memory is bounded: of a text with more different words, the rarest are forgotten now and then.
class BytePairLearner {
 public:
  explicit BytePairLearner(std::size_t most_words = 2'000'000) : most_words_(most_words) {}

  // A word as for_each_word() gives it. One of more than BytePairEncoding::longest_symbol bytes teaches nothing.
  void add(std::string_view word);
  std::size_t words() const { return words_; }
  const StringMap<std::size_t>& counts() const { return counts_; }

  // At most so many merges; fewer if no pair is left that occurs twice. Characters that occur once alone are no letters
  // of the alphabet.
  BytePairEncoding learn(std::size_t merges) const;

 private:
  void forget_rare();

  std::size_t most_words_;
  std::size_t words_ = 0;
  std::size_t forgotten_up_to_ = 0;  // count
  StringMap<std::size_t> counts_;
};

// How many merges suit a text of so many words: more text teaches more words, but each part should occur often enough
// to be learnt (docs/results.md).
std::size_t suitable_merges(std::size_t words);

}  // namespace elman::text
