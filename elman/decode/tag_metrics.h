// How far tags are from what they should be.
#pragma once

#include <cstddef>
#include <span>
#include <string>

namespace elman::decode {

// What is counted besides single tags.
enum class SpanKind {
  none,
  // B-X begins a span of kind X, I-X continues one, O is outside. As conlleval counts (Tjong Kim Sang & Buchholz 2000):
  // I-X begins a span too, unless it follows B-X or I-X; a span is right if its place and kind are.
  chunks,
  // B begins a morph, I continues it; the first symbol always begins one. A word's morphs that are right are the
  // longest common subsequence of the two lists of morphs, as in SIGMORPHON 2022 (Batsuren et al. 2022).
  segments,
};

// segments if there are no tags but B and I, and a B; chunks if there are none but O, B-X and I-X, and one of these;
// else none.
SpanKind span_kind_of(std::span<const std::string> tags);

// Sums over a set of sequences. Rates are in percent, 0 where nothing was counted.
struct TagScore {
  std::size_t sequences = 0;
  std::size_t sequences_right = 0;  // whose tags are all right
  std::size_t symbols = 0;
  std::size_t symbols_right = 0;
  std::size_t spans = 0;        // in the gold tags
  std::size_t spans_found = 0;  // in the output
  std::size_t spans_right = 0;

  double symbol_accuracy() const;
  double sequence_accuracy() const;
  double precision() const;  // spans that are right of those found
  double recall() const;     // of those in the gold tags
  double f1() const;         // their harmonic mean

  void add(const TagScore& other);
  bool operator==(const TagScore& other) const = default;
};

// Compares tags with gold ones.
class TagScorer {
 public:
  explicit TagScorer(SpanKind kind) : kind_(kind) {}

  // One sequence. Throws UsageError unless all three are of one length. `symbols` are what is tagged: segments are
  // compared by their text.
  void add(std::span<const std::string> symbols, std::span<const std::string> output,
           std::span<const std::string> gold);

  SpanKind kind() const { return kind_; }
  const TagScore& score() const { return score_; }

 private:
  SpanKind kind_;
  TagScore score_;
};

}  // namespace elman::decode
