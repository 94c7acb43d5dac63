// Recurrent layers that read a text.
#pragma once

#include <optional>
#include <span>

#include "elman/model/language_model.h"
#include "elman/nn/recurrent.h"

namespace elman::model {

class RecurrentBody : public TextBody {
 public:
  RecurrentBody(const LanguageModelOptions& options, const nn::Initializer& init);

  std::int64_t width() const override { return layers_.options().hidden_size; }
  Variable table() const override { return embedding_.weight; }
  State start(std::int64_t rows) const override;
  Variable read(Tape& tape, std::span<const std::int32_t> ids, const Steps& steps, State* state) const override;
  Variable step(Tape& tape, std::span<const std::int32_t> ids, State& state) const override;

 private:
  Scalar input_dropout_;
  bool has_c_;
  nn::Embedding embedding_;
  nn::RecurrentLayers layers_;
};

}  // namespace elman::model
