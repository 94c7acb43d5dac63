// How well a language model predicts a text.
#pragma once

#include <cstdint>
#include <memory>

#include "elman/data/text_ids.h"
#include "elman/model/language_model.h"

namespace elman::tasks {

struct TextScore {
  double nats = 0;  // minus the sum of the natural logarithms of all symbols' probabilities
  std::uint64_t symbols = 0;

  double nats_per_symbol() const { return symbols == 0 ? 0 : nats / static_cast<double>(symbols); }
};

// Every symbol is predicted, from all that is before it in the text: the network's state is carried from beginning to
// end. Each step waits for the one before.
TextScore score_text(const model::LanguageModel& network, const data::TextPart& text,
                     const std::shared_ptr<system::ThreadPool>& pool);

// The same on about `segments` parts of the text side by side, many times as fast. Before each but the first, `warm_up`
// symbols are read, which are not counted there, so that the score is nearly that of score_text().
TextScore score_segments(const model::LanguageModel& network, const data::TextPart& text, std::int32_t segments,
                         std::uint64_t warm_up, const std::shared_ptr<system::ThreadPool>& pool);

}  // namespace elman::tasks
