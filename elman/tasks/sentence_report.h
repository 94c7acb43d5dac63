// What there is to say of sentences beyond whether they are exactly right.
#pragma once

#include <span>
#include <vector>

#include "elman/data/text_pairs.h"
#include "elman/decode/sentence_metrics.h"
#include "elman/tasks/predictor.h"
#include "elman/tasks/report.h"

namespace elman::tasks {

// Whether targets are sentences: several words on average, which are not symbols with spaces between.
bool are_sentences(std::span<const data::SourceGroup> groups, const text::TextFormat& format);

// The best output of each source against all its targets.
std::vector<decode::SentenceScore> score_sentences(std::span<const Prediction> predictions,
                                                   std::span<const data::SourceGroup> groups,
                                                   const text::TextFormat& format);
decode::SentenceScore sum_of(std::span<const decode::SentenceScore> sentences);

// Puts BLEU, chrF and ROUGE in front of the report's measures, and their numbers behind its numbers.
void report_sentences(std::span<const decode::SentenceScore> sentences, Report& report);

}  // namespace elman::tasks
