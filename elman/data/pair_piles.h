// All pairs that a model learns from, in bounded memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "elman/data/batch.h"
#include "elman/data/encoded_pairs.h"
#include "elman/data/text_pairs.h"
#include "elman/system/file.h"
#include "elman/text/vocabulary.h"

namespace elman::data {

// Piles of pairs, of which one at a time is in memory. A set of moderate size is one pile, in the order of its file. A
// larger one is dealt at random onto piles in a temporary file, so that each of them is like the whole, and to learn
// from them in turn, each shuffled, is as good as to shuffle everything.
class PairPiles {
 public:
  PairPiles() = default;          // none
  PairPiles(EncodedPairs pairs);  // NOLINT(google-explicit-constructor): pairs in memory are one pile

  std::size_t count() const { return piles_.size(); }
  std::size_t size(std::size_t pile) const { return piles_[pile].pairs; }
  std::size_t size() const;  // of all piles
  // Valid until the next call. Throws IoError.
  const EncodedPairs& open(std::size_t pile);

 private:
  friend class PairDealer;

  // Where in the file whole pairs stand, one after the other.
  struct Extent {
    std::uint64_t offset = 0;
    std::size_t bytes = 0;
  };
  struct Pile {
    std::size_t pairs = 0;
    std::size_t ids = 0;
    std::vector<Extent> extents;
  };

  std::vector<Pile> piles_;
  std::optional<std::size_t> opened_;
  EncodedPairs pairs_;  // of the opened pile
  // Nothing of this where there is one pile.
  std::optional<system::File> file_;
  std::vector<std::int32_t> source_ids_;  // by the number that stands in the file
  std::vector<std::int32_t> target_ids_;
  std::vector<std::int32_t> extent_;  // one that was read
};

// Makes piles of pairs that come one after the other, before their vocabularies are known.
class PairDealer {
 public:
  // What a pile has at most, about: 32 MB of symbols.
  static constexpr std::uint64_t symbols_of_a_pile = std::uint64_t{8} << 20;

  // text_bytes: size of the text that the pairs come from; there are no more symbols in it. It alone decides how many
  // piles there are, and draw which of them a pair goes to.
  PairDealer(std::uint64_t text_bytes, Draw draw, std::uint64_t most_symbols = symbols_of_a_pile);

  // Throws IoError where there is no room for the temporary file.
  void add(const TextPair& pair);
  const text::SymbolTally& source() const { return source_; }
  const text::SymbolTally& target() const { return target_; }
  // When all pairs have come.
  PairPiles finish(const text::Vocabulary& source, const text::Vocabulary& target) &&;

 private:
  void put_away(std::size_t pile);

  Draw draw_;
  text::SymbolTally source_;
  text::SymbolTally target_;
  PairPiles piles_;
  std::vector<std::vector<std::int32_t>> waiting_;  // for each pile, what shall be written at once
  std::size_t most_waiting_ = 0;
  std::vector<std::int32_t> source_numbers_;  // of a pair
  std::vector<std::int32_t> target_numbers_;
};

}  // namespace elman::data
