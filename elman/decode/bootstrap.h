// How far a score of so few words can be trusted.
#pragma once

#include <cstddef>
#include <span>

#include "elman/decode/metrics.h"
#include "elman/decode/sentence_metrics.h"

namespace elman::decode {

struct Interval {
  double low = 0;
  double high = 0;
};

// The interval in which the score of other words from the same source would be, 95 times of 100: percentiles over sets
// of as many words, drawn from these with replacement (Efron & Tibshirani 1993). `score` is Score::wer or Score::per.
// The same words in the same order give the same bits. An empty set gives 0 to 0.
Interval bootstrap_interval(std::span<const Score> words, double (Score::*score)() const);
Interval bootstrap_interval(std::span<const SentenceScore> sentences, double (SentenceScore::*score)() const);

// The share of such sets on which the first is worse than the second, of the same words (Koehn 2004); a tie counts
// half. About 0 or 1: they differ; about 0.5: they do not.
double bootstrap_worse(std::span<const Score> first, std::span<const Score> second, double (Score::*score)() const);

}  // namespace elman::decode
