// An encoder of Transformer layers.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "elman/model/encoder.h"
#include "elman/model/seq2seq_options.h"
#include "elman/nn/linear.h"
#include "elman/nn/positions.h"
#include "elman/nn/transformer.h"

namespace elman::model {

// Vaswani et al. 2017. Features, if the source has any, get an embedding of their type and no position, and letters are
// counted without them (Wu, Cotterell & Hulden 2021). There is no last state.
class TransformerEncoder : public Encoder {
 public:
  TransformerEncoder(const Seq2SeqOptions& options, const nn::Initializer& init,
                     EncoderInput input = EncoderInput::symbols);
  Encoded encode_as(Tape& tape, std::span<const std::int32_t> symbols,
                    const data::SequenceBatch& source) const override;
  Encoded encode_vectors(Tape& tape, Variable vectors, const data::SequenceBatch& source) const override;

 private:
  // Of each row: its position, or -1 for a feature; and its type, 0 for a feature and 1 for a letter.
  struct Places {
    std::span<const std::int32_t> position;
    std::span<const std::int32_t> type;
  };
  Places places_of(Tape& tape, const data::SequenceBatch& source) const;
  Variable embed(Tape& tape, std::span<const std::int32_t> symbols, const data::SequenceBatch& source) const;
  // x (rows, size), with positions.
  Encoded read(Tape& tape, Variable x, const data::SequenceBatch& source) const;

  Scalar dropout_;
  std::vector<bool> is_feature_;              // by source symbol; empty if there are none
  std::unique_ptr<nn::Embedding> embedding_;  // null if it reads vectors
  nn::Positions positions_;
  std::optional<nn::Embedding> type_;
  std::vector<std::unique_ptr<nn::TransformerEncoderLayer>> layers_;
  std::optional<nn::LayerNorm> norm_;  // after the last of layers that normalise first
};

// What goes into the layers: embeddings with a deviation of 1 / sqrt(size), scaled back up (Vaswani et al. 2017, 3.4).
Scalar embedding_deviation(const Seq2SeqOptions& options);

}  // namespace elman::model
