// Searches that are slow and plain, to compare with: one source, outputs as whole sequences.
#pragma once

#include <algorithm>
#include <cmath>
#include <random>

#include "elman/decode/search.h"
#include "tests/decode/function_decoding.h"

namespace elman::decode::testing {

// Probabilities that look like chance and depend on the source and all that was written. `coarse` ones are often equal.
inline Function random_function(int vocabulary_size, std::uint32_t seed, bool coarse = false) {
  return [=](const Ids& source, const Ids& written) {
    std::vector<std::uint32_t> words{seed, 77};
    words.insert(words.end(), source.begin(), source.end());
    words.push_back(99);
    words.insert(words.end(), written.begin(), written.end());
    std::seed_seq sequence(words.begin(), words.end());
    std::mt19937 generator(sequence);
    std::vector<double> weights(static_cast<std::size_t>(vocabulary_size));
    for (double& weight : weights) {
      weight =
          coarse ? static_cast<double>(1 + generator() % 2) : std::exp(static_cast<double>(generator() % 4000) / 1000);
    }
    std::vector<double> next = log_probabilities_of(weights);
    for (double& value : next) value = static_cast<double>(static_cast<Scalar>(value));  // as a step gives them
    return next;
  };
}

inline double penalised(double log_probability, std::size_t length, double length_penalty) {
  return log_probability / std::pow((5.0 + static_cast<double>(length)) / 6.0, length_penalty);
}

inline bool comes_first(const Hypothesis& a, const Hypothesis& b) {
  return a.score != b.score ? a.score > b.score : a.ids < b.ids;
}

// Every output up to the limit.
inline void enumerate(const Ids& source, const Function& function, int limit, double length_penalty, Ids& written,
                      double log_probability, std::vector<Hypothesis>& all) {
  const std::vector<double> next = function(source, written);
  for (std::size_t id = text::Vocabulary::end; id < next.size(); ++id) {
    const double sum = log_probability + next[id];
    if (id == text::Vocabulary::end) {
      Hypothesis hypothesis;
      hypothesis.ids = written;
      hypothesis.log_probability = sum;
      hypothesis.score = penalised(sum, written.size() + 1, length_penalty);
      all.push_back(hypothesis);
    } else if (static_cast<int>(written.size()) < limit) {
      written.push_back(static_cast<std::int32_t>(id));
      enumerate(source, function, limit, length_penalty, written, sum, all);
      written.pop_back();
    }
  }
}

inline std::vector<Hypothesis> brute_force(const Ids& source, const Function& function, int limit,
                                           const SearchOptions& options) {
  std::vector<Hypothesis> all;
  Ids written;
  enumerate(source, function, limit, options.length_penalty.number.value_or(0), written, 0, all);
  std::sort(all.begin(), all.end(), comes_first);
  if (all.size() > static_cast<std::size_t>(options.nbest)) all.resize(static_cast<std::size_t>(options.nbest));
  return all;
}

// The likeliest symbol at each step.
inline Hypothesis plain_greedy(const Ids& source, const Function& function, int limit) {
  Hypothesis hypothesis;
  for (;;) {
    const std::vector<double> next = function(source, hypothesis.ids);
    const auto best = std::max_element(next.begin(), next.end());
    const auto id = static_cast<std::int32_t>(best - next.begin());
    if (id != text::Vocabulary::end && static_cast<int>(hypothesis.ids.size()) == limit) {
      hypothesis.cut = true;
      return hypothesis;
    }
    hypothesis.log_probability += *best;
    if (id == text::Vocabulary::end) return hypothesis;
    hypothesis.ids.push_back(id);
  }
}

// Beam search that goes on to the limit, whatever is found before.
inline std::vector<Hypothesis> plain_beam(const Ids& source, const Function& function, int limit,
                                          const SearchOptions& options) {
  std::vector<Hypothesis> unfinished(1);
  std::vector<Hypothesis> finished;
  for (int length = 0; length <= limit && !unfinished.empty(); ++length) {
    std::vector<Hypothesis> extended;
    for (const Hypothesis& before : unfinished) {
      const std::vector<double> next = function(source, before.ids);
      for (std::size_t id = text::Vocabulary::end; id < next.size(); ++id) {
        extended.push_back(before);
        extended.back().ids.push_back(static_cast<std::int32_t>(id));
        extended.back().log_probability += next[id];
      }
    }
    // Stable: the better output's continuations were written first, lower ids first.
    std::stable_sort(extended.begin(), extended.end(),
                     [](const Hypothesis& a, const Hypothesis& b) { return a.log_probability > b.log_probability; });
    if (extended.size() > static_cast<std::size_t>(options.beam))
      extended.resize(static_cast<std::size_t>(options.beam));
    const std::vector<Hypothesis> before = unfinished;
    unfinished.clear();
    for (Hypothesis& one : extended) {
      if (one.ids.back() == text::Vocabulary::end) {
        one.score = penalised(one.log_probability, one.ids.size(), options.length_penalty.number.value_or(0));
        one.ids.pop_back();
        finished.push_back(one);
      } else if (length < limit) {
        unfinished.push_back(one);
      }
    }
    if (unfinished.empty() && finished.empty()) {
      finished.push_back(before.front());
      finished.back().cut = true;
      finished.back().score = penalised(before.front().log_probability, before.front().ids.size(),
                                        options.length_penalty.number.value_or(0));
    }
  }
  std::sort(finished.begin(), finished.end(), comes_first);
  if (finished.size() > static_cast<std::size_t>(options.nbest))
    finished.resize(static_cast<std::size_t>(options.nbest));
  return finished;
}

}  // namespace elman::decode::testing
