// Vectors of words, for words that were never seen as well.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "elman/autograd/tape.h"
#include "elman/data/word_batch.h"
#include "elman/model/tagger_options.h"
#include "elman/nn/linear.h"
#include "elman/nn/word_letters.h"

namespace elman::model {

// One behind the other: an embedding of the word in lower case, what a bidirectional LSTM over its letters ends with,
// and embeddings of its suffixes (as in Plank, Søgaard & Goldberg 2016; suffixes: Huang, Xu & Yu 2015). In training a
// rare word's own embedding is often that of an unknown one (Kiperwasser & Goldberg 2016).
class WordEmbedding : public nn::Module {
 public:
  WordEmbedding(const TaggerOptions& options, const nn::Initializer& init);
  // -> (rows, word_size(options)).
  Variable forward(Tape& tape, const data::WordBatch& words) const;

 private:
  nn::Embedding form_;
  nn::WordLetters letters_;
  std::optional<nn::Embedding> suffix_;
};

}  // namespace elman::model
