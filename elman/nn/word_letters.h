// Vectors of words, made of their letters.
#pragma once

#include <cstdint>
#include <span>

#include "elman/autograd/ops.h"
#include "elman/nn/initializer.h"
#include "elman/nn/linear.h"
#include "elman/nn/module.h"
#include "elman/nn/recurrent.h"

namespace elman::nn {

struct WordLettersOptions {
  std::int64_t letters = 1;         // symbols that words are made of
  std::int64_t embedding_size = 1;  // of a letter
  std::int64_t hidden_size = 1;     // H, of one direction
};

// The distinct words of a batch, as sequences of live rows: what data::make_sequence_batch gives.
struct DistinctWords {
  std::span<const std::int32_t> letters;  // (rows)
  Steps steps;
  std::span<const std::int32_t> order;  // (words) the word with batch index b was given as number order[b]
};

// A bidirectional LSTM over a word's letters; what both directions end with, one behind the other, is the word's vector
// (Ling et al. 2015; Lample et al. 2016). So a word that was never seen has one too. Parameters: embedding.weight, and
// an LSTM's under rnn.
class WordLetters : public Module {
 public:
  WordLetters(const WordLettersOptions& options, const Initializer& init);

  // Each distinct word is computed once: row r is the vector of the word that was given as number word[r] -> (rows,
  // 2 H). Throws UsageError for a number that no word has.
  Variable forward(Tape& tape, const DistinctWords& words, std::span<const std::int32_t> word) const;

  std::int64_t size() const { return 2 * rnn_.options().hidden_size; }

 private:
  Embedding embedding_;
  LSTM rnn_;
};

}  // namespace elman::nn
