// The words of a batch of sentences, by what they are made of.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "elman/data/batch.h"

namespace elman::data {

// A word as numbers.
struct SpelledWord {
  std::vector<std::int32_t> letters;   // at least one
  std::int32_t form = 0;               // the word itself, in lower case
  std::vector<std::int32_t> suffixes;  // of 1, 2, ... letters: as many in every word
  float rarity = 0;                    // probability of being read as an unknown form in training
};

// What a network reads of the words beside a SequenceBatch of as many rows.
struct WordBatch {
  SequenceBatch letters;               // of the distinct words
  std::vector<std::int32_t> word;      // (rows): number of the row's word among the distinct ones, as they were given
  std::vector<std::int32_t> form;      // (rows)
  std::vector<std::int32_t> suffixes;  // (rows, suffixes of a word)
  std::vector<float> rarity;           // (rows)

  // Fills it and reuses its memory. Row r is words[number[r]]; words may have more than occur. Throws UsageError for a
  // number that no word has.
  void fill(std::span<const SpelledWord> words, std::span<const std::int32_t> number);

 private:
  std::int32_t place_of(std::span<const SpelledWord> words, std::int32_t number);

  std::vector<std::int32_t> place_;                   // of each word among the distinct ones, or -1
  std::vector<std::int32_t> distinct_;                // their numbers
  std::vector<std::vector<std::int32_t>> spellings_;  // of the distinct words, and some of earlier batches behind them
};

}  // namespace elman::data
