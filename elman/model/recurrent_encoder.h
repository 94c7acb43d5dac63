// An encoder of recurrent layers.
#pragma once

#include "elman/model/encoder.h"
#include "elman/model/seq2seq_options.h"
#include "elman/nn/linear.h"
#include "elman/nn/recurrent.h"

namespace elman::model {

// Reads the source in one or both directions. Dropout acts on the table of embeddings (an element is dropped wherever
// its symbol occurs in the batch, in the manner of Gal & Ghahramani 2016) and between layers.
class RecurrentEncoder : public Encoder {
 public:
  RecurrentEncoder(const Seq2SeqOptions& options, const nn::Initializer& init);
  Encoded encode(Tape& tape, const data::SequenceBatch& source) const override;

 private:
  Scalar dropout_;
  nn::Embedding embedding_;
  nn::RecurrentLayers layers_;
};

}  // namespace elman::model
