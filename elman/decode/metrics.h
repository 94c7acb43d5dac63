// How far outputs are from what they should be.
#pragma once

#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace elman::decode {

using Symbols = std::vector<std::string>;

// A place where gold and output differ. Substitution: both given; deletion: the output lacks `gold` (output empty);
// insertion: the output has `output` too many (gold empty).
struct Edit {
  std::string gold;
  std::string output;
};

// The fewest symbols to substitute, delete and insert (Levenshtein 1966). Takes memory for one row.
std::size_t edit_distance(std::span<const std::string> gold, std::span<const std::string> output);
// As many edits as edit_distance(), from left to right. Of equally short ways the one that, seen from the end, prefers
// a pair to a deletion and that to an insertion.
std::vector<Edit> edits_between(std::span<const std::string> gold, std::span<const std::string> output);

// Sums over a set of words.
struct Score {
  std::size_t words = 0;
  std::size_t wrong = 0;         // words whose whole output equals no gold one
  std::size_t edits = 0;         // summed distances to the nearest gold outputs
  std::size_t gold_symbols = 0;  // summed lengths of these

  double wer() const;  // word error rate: percent of words that are wrong
  double per() const;  // symbol (phone) error rate: edits in percent of gold symbols; above 100 if there are more

  void add(const Score& other);
  bool operator==(const Score& other) const = default;
};

struct Confusion {
  Edit edit;
  std::size_t count = 0;
};

// Compares outputs with gold ones.
class Scorer {
 public:
  // One word; with several gold outputs the nearest counts, of equally near ones the first. Throws UsageError if
  // there is none. Returns that word's score.
  Score add(std::span<const std::string> output, std::span<const Symbols> golds);

  const Score& score() const { return score_; }
  // The commonest edits first, at most `limit`; equally common ones by gold symbol, then by output.
  std::vector<Confusion> confusions(std::size_t limit) const;

 private:
  Score score_;
  std::map<std::pair<std::string, std::string>, std::size_t> edits_;
};

}  // namespace elman::decode
