#include "elman/model/text_scoring.h"

#include <algorithm>

#include "elman/error.h"
#include "elman/text/vocabulary.h"

namespace elman::model {

TextScoring::TextScoring(const LanguageModel& model, std::int32_t texts,
                         const std::shared_ptr<system::ThreadPool>& pool)
    : model_(model), texts_(texts), tape_({.pool = pool, .record = false}), state_(model.body().start(texts)) {
  before_.assign(static_cast<std::size_t>(texts), text::Vocabulary::end);
}

std::int32_t TextScoring::longest_piece() const {
  if (is_transformer(model_.options())) return model_.options().context / 2;
  return std::max(1, symbols_scored_at_once / texts_);
}

void TextScoring::score(std::span<const std::int32_t> ids, std::span<float> log_probabilities) {
  const auto texts = static_cast<std::size_t>(texts_);
  if (ids.size() % texts != 0 || ids.size() != log_probabilities.size() ||
      ids.size() / texts > static_cast<std::size_t>(longest_piece())) {
    throw UsageError("scoring: found " + std::to_string(ids.size()) + " symbols of " + std::to_string(texts_) +
                     " texts, expected as many of each");
  }
  if (ids.empty()) return;
  const system::FlushDenormals flush;
  inputs_ = before_;
  inputs_.insert(inputs_.end(), ids.begin(), ids.end() - static_cast<std::ptrdiff_t>(texts));
  tape_.reset();
  const auto length = static_cast<std::int32_t>(inputs_.size() / texts);
  const bool recurrent = !is_transformer(model_.options());
  model_.score(tape_, inputs_, ids, rectangle(tape_, texts_, length), recurrent ? &state_ : nullptr, log_probabilities);
  // A symbol of each text or, of a Transformer, half a context.
  inputs_.insert(inputs_.end(), ids.end() - static_cast<std::ptrdiff_t>(texts), ids.end());
  const std::size_t wanted = recurrent ? texts : texts * static_cast<std::size_t>(model_.options().context / 2);
  const std::size_t kept = std::min(wanted, inputs_.size());
  before_.assign(inputs_.end() - static_cast<std::ptrdiff_t>(kept), inputs_.end());
}

}  // namespace elman::model
