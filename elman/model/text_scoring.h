// How probable a language model finds texts.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "elman/model/language_model.h"

namespace elman::model {

// Of all texts together, if they are read by recurrent layers: bounds memory.
constexpr std::int32_t symbols_scored_at_once = 4096;

// Texts side by side, read piece by piece, each with everything before it remembered. A Transformer sees at least half
// of its context before each symbol, and what is new is read together with that.
class TextScoring {
 public:
  // The model must outlive it. `texts` texts are read at the same time, on the threads of `pool`.
  TextScoring(const LanguageModel& model, std::int32_t texts, const std::shared_ptr<system::ThreadPool>& pool);

  // The next symbols of all texts, time-major as in a rectangle of texts -> log_probabilities, natural logarithms, of
  // each, given all symbols of its text before it. At most longest_piece() symbols of a text.
  void score(std::span<const std::int32_t> ids, std::span<float> log_probabilities);
  std::int32_t longest_piece() const;

 private:
  const LanguageModel& model_;
  std::int32_t texts_;
  Tape tape_;
  State state_;
  std::vector<std::int32_t> before_;  // what was read last, time-major: a symbol of each text, or a context
  std::vector<std::int32_t> inputs_;
};

}  // namespace elman::model
