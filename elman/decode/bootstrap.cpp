#include "elman/decode/bootstrap.h"

#include <algorithm>
#include <cstdint>
#include <vector>

#include "elman/error.h"
#include "elman/random.h"

namespace elman::decode {
namespace {

// Sets of words: as many as take a moment.
std::size_t sets_for(std::size_t words) {
  return std::clamp<std::size_t>(5'000'000 / std::max<std::size_t>(words, 1), 200, 2000);
}

std::size_t drawn(Random& random, std::size_t words) { return static_cast<std::size_t>(random.below(words)); }

template <class Sum>
Interval interval_of(std::span<const Sum> words, double (Sum::*score)() const) {
  if (words.empty()) return {};
  std::vector<double> scores;
  Random random(0);
  for (std::size_t set = sets_for(words.size()); set > 0; --set) {
    Sum sum;
    for (std::size_t i = 0; i < words.size(); ++i) sum.add(words[drawn(random, words.size())]);
    scores.push_back((sum.*score)());
  }
  std::sort(scores.begin(), scores.end());
  const auto percentile = [&](double share) {
    return scores[static_cast<std::size_t>(share * static_cast<double>(scores.size() - 1) + 0.5)];
  };
  return {percentile(0.025), percentile(0.975)};
}

}  // namespace

Interval bootstrap_interval(std::span<const Score> words, double (Score::*score)() const) {
  return interval_of(words, score);
}

Interval bootstrap_interval(std::span<const SentenceScore> sentences, double (SentenceScore::*score)() const) {
  return interval_of(sentences, score);
}

double bootstrap_worse(std::span<const Score> first, std::span<const Score> second, double (Score::*score)() const) {
  if (first.size() != second.size() || first.empty()) {
    throw UsageError("bootstrap: found " + std::to_string(first.size()) + " and " + std::to_string(second.size()) +
                     " words, expected as many of both, and one at least; score both on the same words");
  }
  Random random(0);
  double worse = 0;
  const std::size_t sets = sets_for(first.size());
  for (std::size_t set = 0; set < sets; ++set) {
    Score one;
    Score other;
    for (std::size_t i = 0; i < first.size(); ++i) {
      const std::size_t word = drawn(random, first.size());
      one.add(first[word]);
      other.add(second[word]);
    }
    const double difference = (one.*score)() - (other.*score)();
    worse += difference > 0 ? 1 : difference == 0 ? 0.5 : 0;
  }
  return worse / static_cast<double>(sets);
}

}  // namespace elman::decode
