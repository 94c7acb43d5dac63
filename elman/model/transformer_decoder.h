// A decoder of Transformer layers.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "elman/model/decoder.h"
#include "elman/model/seq2seq_options.h"
#include "elman/nn/linear.h"
#include "elman/nn/positions.h"
#include "elman/nn/transformer.h"

namespace elman::model {

// Vaswani et al. 2017. Its state is the keys and values of the steps so far, two parts for each layer. An encoder of
// another width is brought to its own by a linear map.
class TransformerDecoder : public SymbolDecoder {
 public:
  TransformerDecoder(const Seq2SeqOptions& options, const nn::Initializer& init);

  Variable logits(Tape& tape, const Encoded& encoded, const data::Batch& batch) const override;
  Memory memory(Tape& tape, const Encoded& encoded) const override;
  State start(Tape& tape, const Encoded& encoded) const override;
  Step step(Tape& tape, std::span<const std::int32_t> ids, std::span<const std::int32_t> source, const Memory& memory,
            State& state) const override;

 private:
  // ids at these positions -> (rows, size).
  Variable embed(Tape& tape, std::span<const std::int32_t> ids, std::span<const std::int32_t> position) const;
  Variable scores(Tape& tape, Variable x) const;

  Scalar dropout_;
  std::int64_t size_;
  std::optional<nn::Linear> bridge_;
  nn::Embedding embedding_;
  nn::Positions positions_;
  std::vector<std::unique_ptr<nn::TransformerDecoderLayer>> layers_;
  std::optional<nn::LayerNorm> norm_;  // after the last of layers that normalise first
  std::optional<nn::Linear> output_;   // none if the embeddings are tied
};

}  // namespace elman::model
