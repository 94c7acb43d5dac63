#include "elman/tasks/text_score.h"

#include <algorithm>
#include <vector>

#include "elman/model/text_scoring.h"

namespace elman::tasks {

TextScore score_text(const model::LanguageModel& network, const data::TextPart& text,
                     const std::shared_ptr<system::ThreadPool>& pool) {
  return score_segments(network, text, 1, 0, pool);
}

// Segment s reads the symbols from s * length on: first what it does not count, then `length` symbols. The first one
// counts them all.
TextScore score_segments(const model::LanguageModel& network, const data::TextPart& text, std::int32_t segments,
                         std::uint64_t warm_up, const std::shared_ptr<system::ThreadPool>& pool) {
  const std::uint64_t size = text.size();
  const std::uint64_t most = size / std::max<std::uint64_t>(4 * warm_up, 1);  // or it would do little but warm up
  const std::uint64_t count = std::clamp<std::uint64_t>(most, 1, static_cast<std::uint64_t>(segments));
  const std::uint64_t length = count == 1 ? 0 : (size - warm_up) / count;
  const std::uint64_t not_counted = size - count * length;
  const auto texts = static_cast<std::int32_t>(count);
  model::TextScoring scoring(network, texts, pool);
  std::vector<std::int32_t> of_segment;
  std::vector<std::int32_t> ids;
  std::vector<float> log_probabilities;
  TextScore score;
  const std::uint64_t end = not_counted + length;
  for (std::uint64_t at = 0; at < end;) {
    const auto piece = std::min<std::uint64_t>(static_cast<std::uint64_t>(scoring.longest_piece()), end - at);
    of_segment.resize(static_cast<std::size_t>(piece));
    ids.resize(static_cast<std::size_t>(piece * count));
    log_probabilities.resize(ids.size());
    for (std::uint64_t s = 0; s < count; ++s) {
      text.read(s * length + at, of_segment);
      for (std::uint64_t t = 0; t < piece; ++t) ids[t * count + s] = of_segment[t];
    }
    scoring.score(ids, log_probabilities);
    for (std::uint64_t t = 0; t < piece; ++t) {
      const std::uint64_t counted = at + t < not_counted ? 1 : count;
      for (std::uint64_t s = 0; s < counted; ++s) score.nats -= static_cast<double>(log_probabilities[t * count + s]);
      score.symbols += counted;
    }
    at += piece;
  }
  return score;
}

}  // namespace elman::tasks
