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

// Shards of pairs, of which one at a time is in memory. A set of moderate size is one shard, in the order of its file.
// A larger one is dealt at random onto shards in a temporary file, so that each of them is like the whole, and to learn
// from them in turn, each shuffled, is as good as to shuffle everything.
class PairShards {
 public:
  PairShards() = default;          // none
  PairShards(EncodedPairs pairs);  // NOLINT(google-explicit-constructor): pairs in memory are one shard

  std::size_t count() const { return shards_.size(); }
  std::size_t size(std::size_t shard) const { return shards_[shard].pairs; }
  std::size_t size() const;  // of all shards
  // Valid until the next call. Throws IoError.
  const EncodedPairs& open(std::size_t shard);

 private:
  friend class PairSharder;

  // Where in the file whole pairs stand, one after the other.
  struct Extent {
    std::uint64_t offset = 0;
    std::size_t bytes = 0;
  };
  struct Shard {
    std::size_t pairs = 0;
    std::size_t ids = 0;
    std::vector<Extent> extents;
  };

  std::vector<Shard> shards_;
  std::optional<std::size_t> opened_;
  EncodedPairs pairs_;  // of the opened shard
  // Nothing of this where there is one shard.
  std::optional<system::File> file_;
  std::vector<std::int32_t> source_ids_;  // by the number that stands in the file
  std::vector<std::int32_t> target_ids_;
  std::vector<std::int32_t> extent_;  // one that was read
};

// Makes shards of pairs that come one after the other, before their vocabularies are known.
class PairSharder {
 public:
  // What a shard has at most, about: 32 MB of symbols.
  static constexpr std::uint64_t symbols_of_a_shard = std::uint64_t{8} << 20;

  // text_bytes: size of the text that the pairs come from; there are no more symbols in it. It alone decides how many
  // shards there are, and draw which of them a pair goes to.
  PairSharder(std::uint64_t text_bytes, Draw draw, std::uint64_t most_symbols = symbols_of_a_shard);

  // Throws IoError where there is no room for the temporary file.
  void add(const TextPair& pair);
  const text::SymbolTally& source() const { return source_; }
  const text::SymbolTally& target() const { return target_; }
  // When all pairs have come.
  PairShards finish(const text::Vocabulary& source, const text::Vocabulary& target) &&;

 private:
  void put_away(std::size_t shard);

  Draw draw_;
  text::SymbolTally source_;
  text::SymbolTally target_;
  PairShards shards_;
  std::vector<std::vector<std::int32_t>> waiting_;  // for each shard, what shall be written at once
  std::size_t most_waiting_ = 0;
  std::vector<std::int32_t> source_numbers_;  // of a pair
  std::vector<std::int32_t> target_numbers_;
};

}  // namespace elman::data
