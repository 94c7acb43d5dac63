// Holding out a part of the data.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <utility>

#include "elman/data/text_pairs.h"

namespace elman::data {

// Chooses about `share` of the pairs, but of a large set only about `most`: a score on so many is accurate to half a
// percent. All pairs of one source text, whatever their features, are on the same side. A hash of seed and text
// decides, so the order of the file does not matter. Takes memory for the chosen ones only.
//
// Every pair goes to add() first, then settle() is called, and takes() says whether a pair is held out.
class HoldOut {
 public:
  static constexpr std::size_t most = 10'000;

  // Throws UsageError for a share outside (0, 1).
  explicit HoldOut(double share, std::uint64_t seed = 0);

  void add(const TextPair& pair);
  // Throws DataError if there are fewer than two source texts.
  void settle();
  bool takes(const TextPair& pair) const;

 private:
  using Source = std::pair<std::uint64_t, std::string>;  // hash, text
  Source source_of(const TextPair& pair) const;

  double share_;
  std::uint64_t seed_;
  std::size_t pairs_ = 0;
  // The sources with the smallest hashes and the number of their pairs: as many as may be chosen.
  std::map<Source, std::size_t> smallest_;
  std::size_t pairs_of_smallest_ = 0;
  bool has_others_ = false;  // with larger hashes
};

}  // namespace elman::data
