// An encoder of recurrent layers.
#pragma once

#include <memory>

#include "elman/model/encoder.h"
#include "elman/model/seq2seq_options.h"
#include "elman/nn/linear.h"
#include "elman/nn/recurrent.h"

namespace elman::model {

// Reads the source in one or both directions. Dropout acts on the table of embeddings (an element is dropped wherever
// its symbol occurs in the batch, in the manner of Gal & Ghahramani 2016) and between layers.
class RecurrentEncoder : public Encoder {
 public:
  RecurrentEncoder(const Seq2SeqOptions& options, const nn::Initializer& init,
                   EncoderInput input = EncoderInput::symbols);
  Encoded encode_as(Tape& tape, std::span<const std::int32_t> symbols,
                    const data::SequenceBatch& source) const override;
  // Without dropout on what goes in.
  Encoded encode_vectors(Tape& tape, Variable vectors, const data::SequenceBatch& source) const override;

 private:
  Encoded read(Tape& tape, const ops::RecurrentInput& input, const data::SequenceBatch& source) const;

  Scalar dropout_;
  std::unique_ptr<nn::Embedding> embedding_;  // null if it reads vectors
  nn::RecurrentLayers layers_;
};

}  // namespace elman::model
