// Holding out a part of the data.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <utility>

#include "elman/data/text_pairs.h"

namespace elman::data {

// Chooses about `share` of the pairs, and of a large set about `most`: a score on so many is sure to half a percent.
// All pairs of one source text, whatever their features, fall on the same side. Which ones is decided by a hash of seed
// and text alone: the order of the file plays no part. Takes memory for the chosen ones only.
//
// First every pair is given to add(); after settle(), takes() tells.
class HoldOut {
 public:
  static constexpr std::size_t most = 10'000;

  // Throws UsageError for a share outside (0, 1).
  explicit HoldOut(double share, std::uint64_t seed = 0);

  void add(const TextPair& pair);
  // Throws DataError where there are fewer than two source texts.
  void settle();
  bool takes(const TextPair& pair) const;

 private:
  using Source = std::pair<std::uint64_t, std::string>;  // hash, text
  Source source_of(const TextPair& pair) const;

  double share_;
  std::uint64_t seed_;
  std::size_t pairs_ = 0;
  // The sources of the smallest hashes with the number of their pairs: no more of them than may be chosen.
  std::map<Source, std::size_t> smallest_;
  std::size_t pairs_of_smallest_ = 0;
  bool has_others_ = false;  // sources of larger hashes
};

}  // namespace elman::data
