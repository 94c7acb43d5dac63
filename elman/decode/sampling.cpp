#include "elman/decode/sampling.h"

#include <algorithm>
#include <cmath>

#include "elman/error.h"
#include "elman/random.h"

namespace elman::decode {

Fields fields(SamplingOptions& options) {
  return {
      Field("temperature", options.temperature, "above 1 more daring, below 1 more careful, 0: no chance at all")
          .between(0, 1'000),
      Field("top-k", options.top_k, "only the k most probable symbols (0: all)").between(0, 1'000'000),
      Field("top-p", options.top_p, "only the most probable symbols that have this probability together").between(0, 1),
      Field("min-p", options.min_p, "only symbols with this share of the most probable one's probability")
          .between(0, 1),
      Field("repetition-penalty", options.repetition_penalty,
            "what log-probabilities of symbols that the text has are multiplied by")
          .between(0.01, 100),
      {"seed", options.seed, "seed of what is drawn"}};
}

void check(const SamplingOptions& options) { check_ranges(options); }

Sampler::Sampler(const SamplingOptions& options, std::uint64_t number) : options_(options), number_(number) {
  check(options);
}

void Sampler::note(std::int32_t id) {
  const auto at = static_cast<std::size_t>(id);
  if (at >= seen_.size()) seen_.resize(at + 1);
  seen_[at] = true;
}

std::int32_t Sampler::draw(std::span<const Scalar> log_probabilities) {
  const double total = choose_candidates(log_probabilities);
  double left = Random(options_.seed, number_, drawn_++).uniform() * total;
  std::size_t chosen = 0;
  while (chosen + 1 < candidates_.size() && left >= candidates_[chosen].weight) {
    left -= candidates_[chosen++].weight;
  }
  note(candidates_[chosen].id);
  return candidates_[chosen].id;
}

std::vector<double> Sampler::chances(std::span<const Scalar> log_probabilities) {
  const double total = choose_candidates(log_probabilities);
  std::vector<double> chances(log_probabilities.size(), 0.0);
  for (const Candidate& candidate : candidates_) {
    chances[static_cast<std::size_t>(candidate.id)] = candidate.weight / total;
  }
  return chances;
}

// Those that may be drawn, with their weights. Returns the sum of these.
double Sampler::choose_candidates(std::span<const Scalar> log_probabilities) {
  candidates_.clear();
  for (std::size_t id = 0; id < log_probabilities.size(); ++id) {
    const auto own = static_cast<double>(log_probabilities[id]);
    if (!std::isfinite(own)) continue;
    const bool repeated = id < seen_.size() && seen_[id];
    candidates_.push_back({static_cast<std::int32_t>(id), repeated ? own * options_.repetition_penalty : own});
  }
  if (candidates_.empty()) throw UsageError("sampling: found no symbol that is possible, expected one");
  const auto is_better = [](const Candidate& a, const Candidate& b) {
    return a.weight != b.weight ? a.weight > b.weight : a.id < b.id;
  };
  if (options_.temperature == 0) {
    candidates_ = {*std::min_element(candidates_.begin(), candidates_.end(), is_better)};
  }
  // Ordering them is most of the work where all may be drawn.
  const bool leaves_out = options_.top_k > 0 || options_.top_p < 1 || options_.min_p > 0;
  if (leaves_out) std::sort(candidates_.begin(), candidates_.end(), is_better);
  weigh();
  if (leaves_out) leave_out_unlikely();
  double total = 0;
  for (const Candidate& candidate : candidates_) total += candidate.weight;
  return total;
}

// The candidates' weights become probabilities up to a factor: that of the most probable one is 1.
void Sampler::weigh() {
  double best = candidates_.front().weight;
  for (const Candidate& candidate : candidates_) best = std::max(best, candidate.weight);
  const double temperature = options_.temperature == 0 ? 1 : options_.temperature;
  for (Candidate& candidate : candidates_) candidate.weight = std::exp((candidate.weight - best) / temperature);
}

void Sampler::leave_out_unlikely() {
  if (options_.top_k > 0) {
    candidates_.resize(std::min(candidates_.size(), static_cast<std::size_t>(options_.top_k)));
  }
  double total = 0;
  for (const Candidate& candidate : candidates_) total += candidate.weight;
  double together = 0;
  std::size_t kept = 0;
  for (const Candidate& candidate : candidates_) {
    if (kept > 0 && (together >= options_.top_p * total || candidate.weight < options_.min_p)) break;
    together += candidate.weight;
    ++kept;
  }
  candidates_.resize(kept);
}

}  // namespace elman::decode
