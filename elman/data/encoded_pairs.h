// Pairs of sequences of ids.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "elman/data/text_pairs.h"
#include "elman/random.h"
#include "elman/text/vocabulary.h"

namespace elman::data {

struct PairLength {
  std::int32_t source = 0;  // with </s>
  std::int32_t target = 0;
};

// All of them in one block of memory.
class EncodedPairs {
 public:
  using Ids = std::vector<std::int32_t>;

  EncodedPairs() = default;
  EncodedPairs(std::initializer_list<std::pair<Ids, Ids>> pairs);

  // The source ends with </s>, so it is never empty; the target is without <s> and </s>.
  void add(std::span<const std::int32_t> source, std::span<const std::int32_t> target);
  // Replaces each id by source_ids[id] or target_ids[id].
  void renumber(std::span<const std::int32_t> source_ids, std::span<const std::int32_t> target_ids);
  void reserve(std::size_t pairs, std::size_t ids);
  void clear();  // keeps the memory

  std::size_t size() const { return ends_.size() / 2; }
  bool empty() const { return ends_.empty(); }
  std::span<const std::int32_t> source(std::size_t i) const { return part(2 * i); }
  std::span<const std::int32_t> target(std::size_t i) const { return part(2 * i + 1); }
  PairLength length(std::size_t i) const {
    return {static_cast<std::int32_t>(source(i).size()), static_cast<std::int32_t>(target(i).size())};
  }

 private:
  std::span<const std::int32_t> part(std::size_t i) const {
    const std::size_t begin = i == 0 ? 0 : ends_[i - 1];
    return std::span(ids_).subspan(begin, ends_[i] - begin);
  }

  std::vector<std::int32_t> ids_;  // source, target, source, ...
  std::vector<std::size_t> ends_;  // of each in ids_
};

// Makes the last argument other pairs of those of the given indices, in their order, by random numbers.
using RewritePairs = std::function<void(const EncodedPairs&, std::span<const std::int32_t>, Random&, EncodedPairs&)>;

// The source's ids and </s>. Unknown symbols are appended to *unknown_symbols, if given.
std::vector<std::int32_t> encode_source(std::span<const std::string> symbols, const text::Vocabulary& vocabulary,
                                        std::vector<std::string>* unknown_symbols = nullptr);
EncodedPairs encode(std::span<const TextPair> pairs, const text::Vocabulary& source, const text::Vocabulary& target);

}  // namespace elman::data
