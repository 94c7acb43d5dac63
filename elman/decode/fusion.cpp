#include "elman/decode/fusion.h"

#include <cmath>
#include <string>
#include <utility>

#include "elman/error.h"
#include "elman/text/vocabulary.h"

namespace elman::decode {

using text::Vocabulary;

Fusion::Fusion(std::unique_ptr<model::Decoding> main, std::unique_ptr<model::Decoding> language,
               std::vector<std::int32_t> language_ids, double weight)
    : main_(std::move(main)),
      language_(std::move(language)),
      language_ids_(std::move(language_ids)),
      weight_(static_cast<Scalar>(weight)),
      unknown_(-std::log(static_cast<Scalar>(language_->vocabulary_size()))) {
  if (language_->rows() != main_->rows() || static_cast<int>(language_ids_.size()) != main_->vocabulary_size()) {
    throw UsageError("fusion: found a language model of " + std::to_string(language_->rows()) + " rows and " +
                     std::to_string(language_ids_.size()) + " symbols, expected as many as the model has");
  }
}

const Tensor& Fusion::step(std::span<const std::int32_t> tokens) {
  tokens_.clear();
  for (const std::int32_t token : tokens) {
    tokens_.push_back(token == Vocabulary::start ? token : language_ids_[static_cast<std::size_t>(token)]);
  }
  sum_ = main_->step(tokens).clone();
  const Tensor& language = language_->step(tokens_);
  const std::int64_t symbols = sum_.shape().columns();
  const std::int64_t language_symbols = language.shape().columns();
  for (std::int64_t row = 0; row < sum_.shape().rows(); ++row) {
    for (std::int64_t symbol = 0; symbol < symbols; ++symbol) {
      const std::int32_t id = language_ids_[static_cast<std::size_t>(symbol)];
      sum_[row * symbols + symbol] +=
          weight_ * (id == Vocabulary::unknown ? unknown_ : language[row * language_symbols + id]);
    }
  }
  return sum_;
}

void Fusion::reorder(std::span<const std::int32_t> from) {
  main_->reorder(from);
  language_->reorder(from);
}

}  // namespace elman::decode
