// How good a tagger is on a file, for people and for programs.
#pragma once

#include <span>

#include "elman/decode/tag_metrics.h"
#include "elman/tasks/report.h"
#include "elman/tasks/tagger.h"
#include "elman/text/vocabulary.h"

namespace elman::tasks {

// Accuracy of tags and of whole sequences; F1 of spans if the tags make any; accuracy on symbols that are not in
// `known`, if it is given.
Report report_on(const TaggerScores& scores, std::span<const data::TextPair> pairs, decode::SpanKind kind,
                 const text::Vocabulary* known);

}  // namespace elman::tasks
