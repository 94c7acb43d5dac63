// From a model's steps to outputs: greedy and beam search.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "elman/fields.h"
#include "elman/model/decoding.h"

namespace elman::decode {

// A number, or none yet: then the model decides, and search takes 0.
struct LengthPenalty {
  std::optional<double> number = {};

  LengthPenalty() = default;
  LengthPenalty(double chosen) : number(chosen) {}  // NOLINT(google-explicit-constructor): reads as the number
};
// For fields: "auto" is none.
std::string text_of_number(const LengthPenalty& penalty);
void parse_number(const std::string& where, const std::string& text, LengthPenalty& penalty);

struct SearchOptions {
  int beam = 1;   // unfinished outputs kept for each source; 1 is greedy search
  int nbest = 1;  // outputs wanted for each source, at most `beam`
  // Outputs are ordered by log-probability / ((5 + length) / 6)^length_penalty, length counting </s> (Wu et al. 2016,
  // section 7). 0 is the log-probability itself: a spelling's sounds are about as long as it, so there is no bias to
  // mend. Larger values favour longer outputs; texts take 0.6 to 1.
  LengthPenalty length_penalty = {};
  // To that comes coverage_penalty times the sum over the source's symbols of log(min(1, how much all steps looked at
  // it)) (Wu et al. 2016, section 7): outputs that leave out a part of their source come later.
  double coverage_penalty = 0;
  int max_length = 0;      // symbols of an output without </s>; 0: the model's own limit for each source
  bool alignment = false;  // keep what each step looked at
};
// What users choose by flags; nbest and alignment change the form of the answer as well, and are flags of their own.
Fields fields(SearchOptions& options);

struct Hypothesis {
  std::vector<std::int32_t> ids;  // without <s> and </s>
  double log_probability = 0;     // of ids and </s>; of ids alone if cut
  double score = 0;               // log_probability after the penalties
  bool cut = false;               // the limit came before </s>
  // One row for each of ids and </s> (none for </s> if cut), as wide as the batch's longest source, zero past this
  // one's end. Empty without attention or if it was not asked for.
  std::vector<std::vector<float>> alignment;
};

// At each step, the `beam` best continuations of a source's unfinished outputs are kept; those that end in </s> are
// finished and leave. (Without length penalty, nothing that they crowd out could have become the best.) A source is
// done when `nbest` finished outputs score at least as much as any unfinished one still can: further symbols never
// raise a log-probability, and no length gives a higher penalty than the limit's. It then leaves the batch.
//
// Returns for each source in order 1 to nbest hypotheses, best first. All of them are finished, unless none was within
// the limit: then there is one, cut there. What a source gets depends on nothing else in the batch. Of equally probable
// continuations the one of the better output comes first, then the lower id; of equal scores the lower ids.
// source_lengths: of each source without </s>; needed for a coverage penalty alone. Throws UsageError for options out
// of range, and for a coverage penalty without lengths or without attention.
std::vector<std::vector<Hypothesis>> search(model::Decoding& decoding, const SearchOptions& options = {},
                                            std::span<const std::int32_t> source_lengths = {});

// Throws UsageError for options out of range.
void check(const SearchOptions& options);

}  // namespace elman::decode
