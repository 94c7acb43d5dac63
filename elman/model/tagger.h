// A tag for each symbol of a sequence.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "elman/autograd/tape.h"
#include "elman/data/batch.h"
#include "elman/data/word_batch.h"
#include "elman/model/encoder.h"
#include "elman/model/tagger_options.h"
#include "elman/model/word_embedding.h"
#include "elman/nn/crf.h"
#include "elman/nn/linear.h"

namespace elman::model {

// An encoder, a linear map from its rows to scores of tags, and perhaps a conditional random field over these (Huang,
// Xu & Yu 2015; with letters Lample et al. 2016). Dropout acts on what goes into the encoder, between its layers, and
// before the map. Tag number t of the scores is symbol t + special_count of the target vocabulary: special symbols are
// no tags. Sources and targets end with </s>, which gets no tag.
class Tagger : public nn::Module {
 public:
  // Throws UsageError for options that cannot be.
  Tagger(const TaggerOptions& options, const nn::Initializer& init);

  const TaggerOptions& options() const { return options_; }

  // Scores of each tag, (source.rows(), tags); those of a </s> mean nothing. `words` are those of the source's rows,
  // and null without letters. Throws UsageError otherwise.
  Variable emissions(Tape& tape, const data::SequenceBatch& source, const data::WordBatch* words) const;
  // Mean loss for a symbol: cross-entropy or, with a CRF, the negative logarithm of the tags' probability. Source and
  // target of each item must be equally long, or UsageError is thrown.
  Variable loss(Tape& tape, const data::Batch& batch, const data::WordBatch* words, Scalar label_smoothing = 0) const;

  // Null without one.
  const nn::LinearChainCrf* crf() const { return crf_ ? &*crf_ : nullptr; }

 private:
  TaggerOptions options_;
  std::optional<WordEmbedding> words_;
  std::optional<nn::Linear> input_;  // from word vectors to the width of a Transformer
  std::unique_ptr<Encoder> encoder_;
  std::optional<nn::Linear> output_;
  std::optional<nn::LinearChainCrf> crf_;
};

// Symbols of the batch without each item's </s>.
std::int64_t tagged_symbols(const data::Batch& batch);

}  // namespace elman::model
