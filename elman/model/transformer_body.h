// Transformer layers that read a text, each position looking at itself and those before it.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "elman/model/language_model.h"
#include "elman/nn/positions.h"
#include "elman/nn/transformer.h"

namespace elman::model {

// Its state is the keys and values of the steps so far, two parts for each layer.
class TransformerBody : public TextBody {
 public:
  TransformerBody(const LanguageModelOptions& options, const nn::Initializer& init);

  std::int64_t width() const override { return size_; }
  Variable table() const override { return embedding_.weight; }
  State start(std::int64_t rows) const override;
  Variable read(Tape& tape, std::span<const std::int32_t> ids, const Steps& steps, State* state) const override;
  Variable step(Tape& tape, std::span<const std::int32_t> ids, State& state) const override;

 private:
  Variable embed(Tape& tape, std::span<const std::int32_t> ids, std::span<const std::int32_t> position) const;

  std::int64_t size_;
  Scalar input_dropout_;
  Scalar dropout_;
  nn::Embedding embedding_;
  nn::Positions positions_;
  std::vector<std::unique_ptr<nn::TransformerEncoderLayer>> layers_;
  std::optional<nn::LayerNorm> norm_;  // after the last of layers that normalise first
};

}  // namespace elman::model
