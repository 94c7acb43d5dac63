// All pairs that a model is trained on, in bounded memory.
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
// A larger one is distributed at random over shards in a temporary file: each is a random sample, so training on them
// in turn, each shuffled, is as good as shuffling everything.
class PairShards {
 public:
  PairShards() = default;          // none
  PairShards(EncodedPairs pairs);  // NOLINT(google-explicit-constructor): pairs in memory are one shard

  std::size_t count() const { return shards_.size(); }
  std::size_t size(std::size_t shard) const { return shards_[shard].pairs; }
  std::size_t size() const;  // of all shards
  // Of sources and targets, with </s>.
  std::size_t symbols(std::size_t shard) const { return shards_[shard].ids + shards_[shard].pairs; }
  // Valid until the next call. Throws IoError.
  const EncodedPairs& open(std::size_t shard);

 private:
  friend class PairSharder;

  // A part of the file with whole pairs, one after the other.
  struct Extent {
    std::uint64_t offset = 0;
    std::size_t bytes = 0;
  };
  struct Shard {
    std::size_t pairs = 0;
    std::size_t ids = 0;  // of sources with </s>, and of targets
    std::vector<Extent> extents;
  };

  std::vector<Shard> shards_;
  std::optional<std::size_t> opened_;
  EncodedPairs pairs_;  // of the opened shard
  // Unused if there is one shard.
  std::optional<system::File> file_;
  PairNumbering numbering_;           // of provisional ids, which is what the file has
  std::vector<std::int32_t> extent_;  // the last one that was read
};

// Makes shards of a stream of pairs whose vocabularies are not known yet.
class PairSharder {
 public:
  // About the most symbols of a shard: 32 MB.
  static constexpr std::uint64_t symbols_of_a_shard = std::uint64_t{8} << 20;

  // text_bytes: size of the text that the pairs come from, which is at least the number of its symbols. It alone
  // decides how many shards there are; draw decides to which of them a pair goes.
  PairSharder(std::uint64_t text_bytes, Draw draw, std::uint64_t most_symbols = symbols_of_a_shard);

  // Throws IoError if there is no space for the temporary file.
  void add(const TextPair& pair);
  const text::SymbolCounter& source() const { return source_; }
  const text::SymbolCounter& target() const { return target_; }
  // To be called after all pairs have been added.
  PairShards finish(const text::Vocabulary& source, const text::Vocabulary& target,
                    UnknownSymbols unknown = UnknownSymbols::alike) &&;

 private:
  void flush(std::size_t shard);

  Draw draw_;
  text::SymbolCounter source_;
  text::SymbolCounter target_;
  PairShards shards_;
  std::vector<std::vector<std::int32_t>> buffers_;  // of each shard, to be written in one piece
  std::size_t buffer_size_ = 0;                     // of one of them
  std::vector<std::int32_t> source_ids_;            // of a pair, provisional
  std::vector<std::int32_t> target_ids_;
};

}  // namespace elman::data
