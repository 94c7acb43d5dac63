#include "elman/tasks/sentence_report.h"

#include <fmt/core.h>

namespace elman::tasks {

bool are_sentences(std::span<const data::SourceGroup> groups, const text::TextFormat& format) {
  if (format.target.kind == text::SymbolKind::space) return false;
  constexpr std::size_t several = 3;
  std::size_t targets = 0;
  std::size_t words = 0;
  for (const data::SourceGroup& group : groups) {
    for (const std::vector<std::string>& target : group.targets) {
      words += text::tokens_of(text::target_text(target, format)).size();
      ++targets;
    }
  }
  return targets > 0 && words >= several * targets;
}

std::vector<decode::SentenceScore> score_sentences(std::span<const Prediction> predictions,
                                                   std::span<const data::SourceGroup> groups,
                                                   const text::TextFormat& format) {
  std::vector<decode::SentenceScore> scores;
  for (std::size_t i = 0; i < groups.size(); ++i) {
    std::vector<std::string> references;
    for (const std::vector<std::string>& target : groups[i].targets) {
      references.push_back(text::target_text(target, format));
    }
    scores.push_back(decode::score_sentence(predictions[i].best().text, references));
  }
  return scores;
}

decode::SentenceScore sum_of(std::span<const decode::SentenceScore> sentences) {
  decode::SentenceScore sum;
  for (const decode::SentenceScore& sentence : sentences) sum.add(sentence);
  return sum;
}

void report_sentences(std::span<const decode::SentenceScore> sentences, Report& report) {
  using decode::SentenceScore;
  const SentenceScore sum = sum_of(sentences);
  const auto precision = [&](std::size_t n) {
    const SentenceScore::Matches& matches = sum.words[n];
    return matches.written == 0 ? 0 : 100 * static_cast<double>(matches.both) / static_cast<double>(matches.written);
  };
  const std::vector<Measure> measures = {
      {"BLEU", sum.bleu(),
       fmt::format("matches of 1 to 4 words {:.1f}, {:.1f}, {:.1f}, {:.1f} %; brevity {:.3f}: {} words for {}",
                   precision(0), precision(1), precision(2), precision(3), sum.brevity_penalty(), sum.written_tokens,
                   sum.reference_tokens),
       "", 2, decode::bootstrap_interval(sentences, &SentenceScore::bleu)},
      {"chrF", sum.chrf(), "chrF2, runs of 1 to 6 characters", "", 2,
       decode::bootstrap_interval(sentences, &SentenceScore::chrf)},
      {"ROUGE-1", sum.rouge_1(), "F1 of words in common", "", 2, {}},
      {"ROUGE-2", sum.rouge_2(), "of pairs of words", "", 2, {}},
      {"ROUGE-L", sum.rouge_l(), "of the longest common subsequence", "", 2, {}}};
  report.measures.insert(report.measures.begin(), measures.begin(), measures.end());
  const auto add = [&report](const char* name, double value) {
    report.numbers.push_back({name, FieldType::number, text_of_number(value)});
  };
  add("bleu", measures[0].value);
  add("bleu_low", measures[0].interval->low);
  add("bleu_high", measures[0].interval->high);
  add("brevity_penalty", sum.brevity_penalty());
  add("chrf", measures[1].value);
  add("chrf_low", measures[1].interval->low);
  add("chrf_high", measures[1].interval->high);
  add("rouge_1", sum.rouge_1());
  add("rouge_2", sum.rouge_2());
  add("rouge_l", sum.rouge_l());
}

}  // namespace elman::tasks
