// How good sentences are that were written for others: BLEU, chrF and ROUGE.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace elman::decode {

// Sums over a set of sentences. All scores are from 0 to 100, and more is better.
struct SentenceScore {
  static constexpr std::size_t word_order = 4;       // of BLEU
  static constexpr std::size_t character_order = 6;  // of chrF

  // Runs of n neighbours, n from 1: in what was written, in the references, and in both.
  struct Matches {
    std::size_t written = 0;
    std::size_t reference = 0;
    std::size_t both = 0;

    bool operator==(const Matches& other) const = default;
  };
  std::array<Matches, word_order> words = {};  // `reference` is not counted
  std::array<Matches, character_order> characters = {};
  std::size_t written_tokens = 0;
  std::size_t reference_tokens = 0;  // of the reference whose length is nearest, of two the shorter one
  std::size_t sentences = 0;
  std::array<double, 3> rouge = {};  // sums of F1 for single words, pairs, and the longest common subsequence

  // Papineni et al. 2002 on tokens_13a(), as sacreBLEU has it (Post 2018): of orders without a match, the n-th such has
  // half a match, a quarter, ... (Chen & Cherry 2014, 3).
  double bleu() const;
  double brevity_penalty() const;
  // chrF2 (Popović 2015): F-measure of runs of 1 to 6 characters, recall twice as important; of several references the
  // one that is nearest to the sentence.
  double chrf() const;
  // Lin 2004: mean F1 of rouge_tokens(), for each sentence against the reference that is nearest.
  double rouge_1() const { return mean_rouge(0); }
  double rouge_2() const { return mean_rouge(1); }
  double rouge_l() const { return mean_rouge(2); }

  void add(const SentenceScore& other);

 private:
  double mean_rouge(std::size_t kind) const;
};

// Of one sentence, in UTF-8. Throws UsageError if there is no reference.
SentenceScore score_sentence(std::string_view written, std::span<const std::string> references);

}  // namespace elman::decode
