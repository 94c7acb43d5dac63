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
#include "elman/data/unknown_symbols.h"
#include "elman/random.h"
#include "elman/text/vocabulary.h"

namespace elman::data {

struct PairLength {
  std::int32_t source = 0;  // with </s>
  std::int32_t target = 0;
};

// From provisional ids to those of vocabularies.
struct PairNumbering {
  std::vector<std::int32_t> source;  // (provisional ids of sources)
  std::vector<std::int32_t> target;  // (provisional ids of targets)
  // Where unknown symbols are told apart; else empty.
  std::vector<std::int32_t> source_as_target = {};  // the target vocabulary's id, or -1 for what stays <unk>
  std::vector<std::int32_t> target_in_source = {};  // the source's provisional id, or -1
};

// All of them in one block of memory.
class EncodedPairs {
 public:
  using Ids = std::vector<std::int32_t>;

  EncodedPairs() = default;
  EncodedPairs(std::initializer_list<std::pair<Ids, Ids>> pairs);

  // The source ends with </s>, so it is never empty; the target is without <s> and </s>.
  void add(std::span<const std::int32_t> source, std::span<const std::int32_t> target);
  // Replaces each provisional id.
  void renumber(const PairNumbering& numbering);
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

// The same, with unknown symbols told apart; only those that are not, such as features, count as unknown.
struct ToldApart {
  const text::Vocabulary& source;
  const text::Vocabulary& target;
  UnknownSymbols unknown = UnknownSymbols::apart;
};
std::vector<std::int32_t> encode_source(std::span<const std::string> symbols, const ToldApart& vocabularies,
                                        std::vector<std::string>* unknown_symbols = nullptr);
EncodedPairs encode(std::span<const TextPair> pairs, const ToldApart& vocabularies);

}  // namespace elman::data
