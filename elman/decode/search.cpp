#include "elman/decode/search.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <string>

#include "elman/error.h"
#include "elman/text/vocabulary.h"

namespace elman::decode {
namespace {

using text::Vocabulary;

// One symbol of an output; outputs share their beginnings.
struct Node {
  std::int32_t before = -1;  // -1: the output begins here
  std::int32_t id = 0;
  std::int32_t row = 0;  // of the step that wrote it
};

// An unfinished output.
struct Partial {
  double log_probability = 0;
  std::int32_t node = -1;
};

struct Candidate {
  double log_probability = 0;
  std::int32_t parent = 0;  // a partial's place
  std::int32_t id = 0;
};

// What is written for one source.
struct Writing {
  int limit = 0;
  std::vector<Partial> partials;  // best first; each has a row of the batch
  std::vector<Hypothesis> finished;
};

bool is_better(const Candidate& a, const Candidate& b) {
  if (a.log_probability != b.log_probability) return a.log_probability > b.log_probability;
  return a.parent != b.parent ? a.parent < b.parent : a.id < b.id;
}

bool is_better(const Hypothesis& a, const Hypothesis& b) {
  return a.score != b.score ? a.score > b.score : a.ids < b.ids;
}

class Search {
 public:
  Search(model::Decoding& decoding, const SearchOptions& options, std::span<const std::int32_t> source_lengths)
      : decoding_(decoding),
        options_(options),
        length_penalty_(options.length_penalty.number.value_or(0)),
        source_lengths_(source_lengths) {}

  std::vector<std::vector<Hypothesis>> run() {
    begin();
    while (!unfinished_.empty()) {
      const Tensor& next = decoding_.step(tokens_);
      check_shape(next);
      keep_alignment();
      extend_all(next);
      ++length_;
      if (!unfinished_.empty()) move_rows();
    }
    std::vector<std::vector<Hypothesis>> found;
    found.reserve(writings_.size());
    for (Writing& writing : writings_) found.push_back(std::move(writing.finished));
    return found;
  }

 private:
  void begin() {
    const int sources = decoding_.rows();
    writings_.resize(static_cast<std::size_t>(sources));
    for (int i = 0; i < sources; ++i) {
      writings_[i].limit = options_.max_length > 0 ? options_.max_length : decoding_.length_limit(i);
      writings_[i].partials = {{}};
    }
    unfinished_.resize(writings_.size());
    std::iota(unfinished_.begin(), unfinished_.end(), 0);
    tokens_.assign(writings_.size(), Vocabulary::start);
  }

  void check_shape(const Tensor& next) const {
    const Shape expected{static_cast<std::int64_t>(tokens_.size()), decoding_.vocabulary_size()};
    if (next.shape() == expected) return;
    throw UsageError("search: found a step's log-probabilities of shape " + next.shape().to_string() + ", expected " +
                     expected.to_string() + "; mend the model's step()");
  }

  void keep_alignment() {
    const bool covers = options_.coverage_penalty > 0;
    if (!options_.alignment && !covers) return;
    const Tensor& alignment = decoding_.alignment();
    if (!alignment.defined()) {
      if (covers) throw UsageError("search: found a coverage penalty, expected a model with attention; leave it out");
      return;
    }
    alignment_width_ = static_cast<std::size_t>(alignment.shape().columns());
    alignments_.emplace_back(alignment.span().begin(), alignment.span().end());
  }

  // Every source takes its step; from_ and tokens_ become the rows of the next one.
  void extend_all(const Tensor& next) {
    from_.clear();
    tokens_.clear();
    std::int32_t row = 0;
    std::size_t kept = 0;
    for (const std::size_t source : unfinished_) {
      Writing& writing = writings_[source];
      const auto rows = static_cast<std::int32_t>(writing.partials.size());
      extend(source, next, row);
      if (is_done(writing)) {
        writing.partials.clear();
      } else {
        for (const Partial& partial : writing.partials) {
          from_.push_back(trail_[partial.node].row);
          tokens_.push_back(trail_[partial.node].id);
        }
        unfinished_[kept++] = source;
      }
      row += rows;
    }
    row_count_ = row;
    unfinished_.resize(kept);
  }

  void extend(std::size_t source, const Tensor& next, std::int32_t first_row) {
    Writing& writing = writings_[source];
    collect(writing, next, first_row);
    const Partial best = writing.partials.front();
    extended_.clear();
    for (const Candidate& candidate : candidates_) {
      const std::int32_t row = first_row + candidate.parent;
      const Partial& parent = writing.partials[candidate.parent];
      if (candidate.id == Vocabulary::end) {
        finish(source, parent.node, row, candidate.log_probability);
      } else if (length_ < writing.limit) {
        extended_.push_back({candidate.log_probability, static_cast<std::int32_t>(trail_.size())});
        trail_.push_back({parent.node, candidate.id, row});
      }
    }
    if (extended_.empty() && writing.finished.empty()) cut(writing, best);
    writing.partials.swap(extended_);
  }

  // candidates_ becomes the best continuations, best first. Parents and ids are met in ascending order, so one that is
  // only as probable as the last that is kept comes after it. What is impossible (or not a number) is none.
  void collect(const Writing& writing, const Tensor& next, std::int32_t first_row) {
    const auto better = [](const Candidate& a, const Candidate& b) { return is_better(a, b); };
    const auto beam = static_cast<std::size_t>(options_.beam);
    const std::int32_t symbols = decoding_.vocabulary_size();
    candidates_.clear();
    double worst = -std::numeric_limits<double>::infinity();
    for (std::int32_t parent = 0; parent < static_cast<std::int32_t>(writing.partials.size()); ++parent) {
      const double before = writing.partials[parent].log_probability;
      const Scalar* log_probabilities = next.data() + static_cast<std::int64_t>(first_row + parent) * symbols;
      for (std::int32_t id = 0; id < symbols; ++id) {
        const double log_probability = before + static_cast<double>(log_probabilities[id]);
        if (!(log_probability > worst)) continue;
        if (candidates_.size() == beam) {
          std::pop_heap(candidates_.begin(), candidates_.end(), better);
          candidates_.pop_back();
        }
        candidates_.push_back({log_probability, parent, id});
        std::push_heap(candidates_.begin(), candidates_.end(), better);
        if (candidates_.size() == beam) worst = candidates_.front().log_probability;
      }
    }
    std::sort_heap(candidates_.begin(), candidates_.end(), better);
  }

  void finish(std::size_t source, std::int32_t node, std::int32_t row, double log_probability) {
    Writing& writing = writings_[source];
    Hypothesis hypothesis;
    hypothesis.log_probability = log_probability;
    hypothesis.score = log_probability / penalty(length_ + 1);
    if (options_.coverage_penalty > 0) hypothesis.score += options_.coverage_penalty * coverage(source, node, row);
    const auto nbest = static_cast<std::size_t>(options_.nbest);
    if (writing.finished.size() == nbest && hypothesis.score < writing.finished.back().score) return;
    trace_back(node, hypothesis);
    if (keeps_alignment()) hypothesis.alignment.push_back(alignment_of(static_cast<std::size_t>(length_), row));
    const auto place = std::find_if(writing.finished.begin(), writing.finished.end(),
                                    [&](const Hypothesis& other) { return is_better(hypothesis, other); });
    writing.finished.insert(place, std::move(hypothesis));
    if (writing.finished.size() > nbest) writing.finished.pop_back();
  }

  void cut(Writing& writing, const Partial& partial) {
    Hypothesis hypothesis;
    hypothesis.log_probability = partial.log_probability;
    hypothesis.score = partial.log_probability / penalty(length_);
    hypothesis.cut = true;
    trace_back(partial.node, hypothesis);
    writing.finished.push_back(std::move(hypothesis));
  }

  void trace_back(std::int32_t node, Hypothesis& hypothesis) const {
    hypothesis.ids.resize(static_cast<std::size_t>(length_));
    if (keeps_alignment()) hypothesis.alignment.resize(hypothesis.ids.size());
    for (std::size_t place = hypothesis.ids.size(); place-- > 0; node = trail_[node].before) {
      hypothesis.ids[place] = trail_[node].id;
      if (keeps_alignment()) hypothesis.alignment[place] = alignment_of(place, trail_[node].row);
    }
  }

  // Not more than 0. What no step looked at counts as a millionth.
  double coverage(std::size_t source, std::int32_t node, std::int32_t last_row) {
    const auto length = static_cast<std::size_t>(source_lengths_[source]);
    covered_.assign(length, 0);
    std::int32_t row = last_row;
    for (auto step = static_cast<std::size_t>(length_) + 1; step-- > 0;) {
      const float* looked = alignments_[step].data() + alignment_width_ * static_cast<std::size_t>(row);
      for (std::size_t i = 0; i < length; ++i) covered_[i] += static_cast<double>(looked[i]);
      if (step == 0) break;
      row = trail_[node].row;
      node = trail_[node].before;
    }
    double sum = 0;
    for (const double covered : covered_) sum += std::log(std::clamp(covered, 1e-6, 1.0));
    return sum;
  }

  bool keeps_alignment() const { return options_.alignment && !alignments_.empty(); }

  std::vector<float> alignment_of(std::size_t step, std::int32_t row) const {
    const auto begin = alignments_[step].begin() + static_cast<std::ptrdiff_t>(alignment_width_) * row;
    return {begin, begin + static_cast<std::ptrdiff_t>(alignment_width_)};
  }

  bool is_done(const Writing& writing) const {
    if (writing.partials.empty()) return true;
    if (writing.finished.size() < static_cast<std::size_t>(options_.nbest)) return false;
    const double possible = writing.partials.front().log_probability / penalty(writing.limit + 1);
    return possible <= writing.finished.back().score;
  }

  double penalty(int length) const {
    return length_penalty_ == 0 ? 1 : std::pow((5.0 + length) / 6.0, length_penalty_);
  }

  // Most steps of greedy search leave all rows where they are.
  void move_rows() {
    const bool stay = static_cast<std::int32_t>(from_.size()) == row_count_ &&
                      std::is_sorted(from_.begin(), from_.end()) &&
                      std::adjacent_find(from_.begin(), from_.end()) == from_.end();
    if (!stay) decoding_.reorder(from_);
  }

  model::Decoding& decoding_;
  const SearchOptions& options_;
  double length_penalty_;
  std::span<const std::int32_t> source_lengths_;
  int length_ = 0;  // of every unfinished output
  std::vector<Writing> writings_;
  std::vector<std::size_t> unfinished_;  // sources, ascending; their rows follow each other
  std::vector<std::int32_t> tokens_;     // what each row wrote last
  std::vector<std::int32_t> from_;       // the row that each row is made from
  std::int32_t row_count_ = 0;           // of the last step
  std::vector<Node> trail_;
  std::vector<Candidate> candidates_;
  std::vector<Partial> extended_;
  std::vector<std::vector<float>> alignments_;  // of each step, (rows, width)
  std::size_t alignment_width_ = 0;
  std::vector<double> covered_;  // each symbol of a source, by one output
};

}  // namespace

std::string text_of_number(const LengthPenalty& penalty) {
  return penalty.number ? elman::text_of_number(*penalty.number) : std::string(automatic);
}

void parse_number(const std::string& where, const std::string& text, LengthPenalty& penalty) {
  if (text == automatic) {
    penalty.number.reset();
  } else {
    elman::parse_number(where, text, penalty.number.emplace());
  }
}

Fields fields(SearchOptions& options) {
  return {Field("beam", options.beam, "hypotheses kept while searching; 1 is greedy search").between(1, 1000),
          {"length-penalty", options.length_penalty,
           "favours longer outputs, see Wu et al. 2016; auto: 1 if words or parts of words are written, else 0"},
          Field("coverage-penalty", options.coverage_penalty,
                "favours outputs that leave out nothing of their source, see Wu et al. 2016; needs attention")
              .between(0, 100),
          Field("max-length", options.max_length, "longest output in symbols; 0: twice its source and some")
              .between(0, 1'000'000)};
}

void check(const SearchOptions& options) {
  const auto fail = [](const std::string& found, const std::string& expected) {
    throw UsageError("search: found " + found + ", expected " + expected + "; give another one");
  };
  if (options.beam < 1) fail("beam " + std::to_string(options.beam), "at least 1");
  if (options.nbest < 1 || options.nbest > options.beam) {
    fail("nbest " + std::to_string(options.nbest), "1 to the beam, which is " + std::to_string(options.beam));
  }
  const double length_penalty = options.length_penalty.number.value_or(0);
  if (!(length_penalty >= 0 && length_penalty <= 100)) {
    fail("length penalty " + std::to_string(length_penalty), "a number from 0 to 100, or auto");
  }
  if (!(options.coverage_penalty >= 0) || !std::isfinite(options.coverage_penalty)) {
    fail("coverage penalty " + std::to_string(options.coverage_penalty), "a number from 0 on");
  }
  if (options.max_length < 0) fail("longest output " + std::to_string(options.max_length), "0 or more symbols");
}

std::vector<std::vector<Hypothesis>> search(model::Decoding& decoding, const SearchOptions& options,
                                            std::span<const std::int32_t> source_lengths) {
  check(options);
  if (options.coverage_penalty > 0 && source_lengths.size() != static_cast<std::size_t>(decoding.rows())) {
    throw UsageError("search: found a coverage penalty and " + std::to_string(source_lengths.size()) +
                     " lengths of sources, expected one for each of " + std::to_string(decoding.rows()));
  }
  return Search(decoding, options, source_lengths).run();
}

}  // namespace elman::decode
