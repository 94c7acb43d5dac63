#include "elman/decode/sentence_metrics.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>
#include <vector>

#include "elman/decode/sentence_tokens.h"
#include "elman/error.h"

namespace elman::decode {
namespace {

using Tokens = std::vector<std::string>;
using Matches = SentenceScore::Matches;

// A run of neighbours as a text: tokens have no line breaks.
using Counts = std::map<std::string, std::size_t>;

Counts runs_of(const Tokens& tokens, std::size_t length) {
  Counts counts;
  for (std::size_t begin = 0; begin + length <= tokens.size(); ++begin) {
    std::string run;
    for (std::size_t i = begin; i < begin + length; ++i) run.append(tokens[i]).push_back('\n');
    ++counts[run];
  }
  return counts;
}

std::size_t sum_of(const Counts& counts) {
  std::size_t sum = 0;
  for (const auto& [run, count] : counts) sum += count;
  return sum;
}

std::size_t in_both(const Counts& a, const Counts& b) {
  std::size_t sum = 0;
  for (const auto& [run, count] : a) {
    const auto found = b.find(run);
    if (found != b.end()) sum += std::min(count, found->second);
  }
  return sum;
}

double harmonic(double precision, double recall, double weight) {
  const double below = weight * precision + recall;
  return below > 0 ? (1 + weight) * precision * recall / below : 0;
}

double share(std::size_t part, std::size_t whole) {
  return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

double chrf_of(const std::array<Matches, SentenceScore::character_order>& orders) {
  double precision = 0;
  double recall = 0;
  int counted = 0;
  for (const Matches& order : orders) {
    if (order.written == 0 || order.reference == 0) continue;
    precision += share(order.both, order.written);
    recall += share(order.both, order.reference);
    ++counted;
  }
  return counted == 0 ? 0 : 100 * harmonic(precision / counted, recall / counted, 4);
}

void count_words(const Tokens& written, const std::vector<Tokens>& references, SentenceScore& score) {
  score.written_tokens = written.size();
  const auto distance = [&](std::size_t length) {
    return length > written.size() ? length - written.size() : written.size() - length;
  };
  score.reference_tokens = references.front().size();
  for (const Tokens& reference : references) {
    const std::pair now(distance(reference.size()), reference.size());
    if (now < std::pair(distance(score.reference_tokens), score.reference_tokens)) {
      score.reference_tokens = reference.size();
    }
  }
  for (std::size_t n = 1; n <= SentenceScore::word_order; ++n) {
    Counts most;  // of each run in any of the references
    for (const Tokens& reference : references) {
      for (const auto& [run, count] : runs_of(reference, n)) most[run] = std::max(most[run], count);
    }
    const Counts own = runs_of(written, n);
    score.words[n - 1] = {.written = sum_of(own), .reference = 0, .both = in_both(own, most)};
  }
}

void count_characters(const Tokens& written, const std::vector<Tokens>& references, SentenceScore& score) {
  double best = -1;
  for (const Tokens& reference : references) {
    std::array<Matches, SentenceScore::character_order> orders;
    for (std::size_t n = 1; n <= orders.size(); ++n) {
      const Counts own = runs_of(written, n);
      const Counts other = runs_of(reference, n);
      // What is longer than the reference is not held against the sentence.
      orders[n - 1] = {
          .written = other.empty() ? 0 : sum_of(own), .reference = sum_of(other), .both = in_both(own, other)};
    }
    const double value = chrf_of(orders);
    if (value <= best) continue;
    best = value;
    score.characters = orders;
  }
}

std::size_t longest_common_subsequence(const Tokens& a, const Tokens& b) {
  std::vector<std::size_t> longest(b.size() + 1);
  for (const std::string& token : a) {
    std::size_t diagonal = 0;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t above = longest[j];
      longest[j] = token == b[j - 1] ? diagonal + 1 : std::max(above, longest[j - 1]);
      diagonal = above;
    }
  }
  return longest.back();
}

void add_rouge(const Tokens& written, const std::vector<Tokens>& references, SentenceScore& score) {
  for (const Tokens& reference : references) {
    for (const std::size_t n : {std::size_t{1}, std::size_t{2}}) {
      const Counts own = runs_of(written, n);
      const Counts other = runs_of(reference, n);
      const std::size_t both = in_both(own, other);
      score.rouge[n - 1] =
          std::max(score.rouge[n - 1], 100 * harmonic(share(both, sum_of(own)), share(both, sum_of(other)), 1));
    }
    const std::size_t common = longest_common_subsequence(written, reference);
    score.rouge[2] =
        std::max(score.rouge[2], 100 * harmonic(share(common, written.size()), share(common, reference.size()), 1));
  }
}

std::vector<Tokens> all_of(std::span<const std::string> references, Tokens (*tokens)(std::string_view)) {
  std::vector<Tokens> all;
  for (const std::string& reference : references) all.push_back(tokens(reference));
  return all;
}

}  // namespace

double SentenceScore::brevity_penalty() const {
  if (written_tokens >= reference_tokens) return 1;
  if (written_tokens == 0) return 0;
  return std::exp(1 - static_cast<double>(reference_tokens) / static_cast<double>(written_tokens));
}

double SentenceScore::bleu() const {
  double logarithms = 0;
  double missing = 1;
  if (words.front().both == 0) return 0;
  for (const Matches& order : words) {
    if (order.written == 0) return 0;
    if (order.both == 0) missing *= 2;
    const double found = order.both > 0 ? static_cast<double>(order.both) : 1 / missing;
    logarithms += std::log(found / static_cast<double>(order.written));
  }
  return 100 * brevity_penalty() * std::exp(logarithms / static_cast<double>(word_order));
}

double SentenceScore::chrf() const { return chrf_of(characters); }

double SentenceScore::mean_rouge(std::size_t kind) const {
  return sentences == 0 ? 0 : rouge[kind] / static_cast<double>(sentences);
}

void SentenceScore::add(const SentenceScore& other) {
  const auto add_all = [](auto& to, const auto& from) {
    for (std::size_t i = 0; i < to.size(); ++i) {
      to[i].written += from[i].written;
      to[i].reference += from[i].reference;
      to[i].both += from[i].both;
    }
  };
  add_all(words, other.words);
  add_all(characters, other.characters);
  written_tokens += other.written_tokens;
  reference_tokens += other.reference_tokens;
  sentences += other.sentences;
  for (std::size_t i = 0; i < rouge.size(); ++i) rouge[i] += other.rouge[i];
}

SentenceScore score_sentence(std::string_view written, std::span<const std::string> references) {
  if (references.empty()) {
    throw UsageError("score: found no reference for a sentence, expected at least one; leave the sentence out");
  }
  SentenceScore score{.sentences = 1};
  count_words(tokens_13a(written), all_of(references, tokens_13a), score);
  count_characters(characters_of(written), all_of(references, characters_of), score);
  add_rouge(rouge_tokens(written), all_of(references, rouge_tokens), score);
  return score;
}

}  // namespace elman::decode
