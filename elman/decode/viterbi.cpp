#include "elman/decode/viterbi.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <string>

#include "elman/error.h"

namespace elman::decode {
namespace {

using Row = std::span<const Scalar>;

void check(const TagScores& scores, int count) {
  const auto tags = static_cast<std::size_t>(std::max(scores.tags, 0));
  if (tags == 0 || scores.emissions.empty() || scores.emissions.size() % tags != 0) {
    throw UsageError("best tags: found " + std::to_string(scores.emissions.size()) + " emissions for " +
                     std::to_string(scores.tags) + " tags, expected one for each tag at each of at least one position");
  }
  const auto require = [](const char* what, std::size_t found, std::size_t expected) {
    if (found == 0 || found == expected) return;
    throw UsageError("best tags: found " + std::to_string(found) + " scores of " + what + ", expected " +
                     std::to_string(expected) + " or none");
  };
  require("transitions", scores.transitions.size(), tags * tags);
  require("start", scores.start.size(), tags);
  require("end", scores.end.size(), tags);
  if (count < 1) {
    throw UsageError("best tags: found a count of " + std::to_string(count) + ", expected at least 1");
  }
}

double at(Row row, std::size_t tag) { return row.empty() ? 0 : static_cast<double>(row[tag]); }

// What can follow: the best of it, and the logarithm of all of it summed.
struct Continuation {
  double best = 0;
  double log_sum = 0;
};

// Looks at a chain from its end.
class Chain {
 public:
  explicit Chain(const TagScores& scores);

  int length() const { return length_; }
  int tags() const { return scores_.tags; }
  double best_log_probability() const { return whole_.best - whole_.log_sum; }
  // How much worse the best sequence gets if `to` comes at `position`, behind `from`; zero for one `to` at least.
  // `from` means nothing at position 0.
  double loss(int position, std::int32_t from, std::int32_t to) const {
    const double best = position == 0 ? whole_.best : best_after_[index(position - 1, from)];
    return best - score(position, arrivals(position, from), to);
  }

 private:
  std::size_t index(int position, std::int32_t tag) const {
    return static_cast<std::size_t>(position) * static_cast<std::size_t>(scores_.tags) + static_cast<std::size_t>(tag);
  }
  // The scores of coming to each tag at `position`.
  Row arrivals(int position, std::int32_t from) const {
    if (position == 0) return scores_.start;
    const auto size = static_cast<std::size_t>(scores_.tags);
    return scores_.transitions.empty() ? Row() : scores_.transitions.subspan(index(from, 0), size);
  }
  double score(int position, Row row, std::int32_t to) const {
    return at(row, static_cast<std::size_t>(to)) + best_from_[index(position, to)];
  }
  void look_at(int position);
  Continuation continuation(int position, Row row);

  TagScores scores_;
  int length_;
  std::vector<double> best_from_;      // (length, tags): the emission of that tag and the best that follows
  std::vector<double> best_after_;     // (length, tags): the best that follows alone
  std::vector<double> log_sum_from_;   // (tags): as best_from_, of one position and of everything that follows
  std::vector<double> log_sum_after_;  // (tags)
  std::vector<double> terms_;          // (tags)
  Continuation whole_;
};

Chain::Chain(const TagScores& scores)
    : scores_(scores),
      length_(static_cast<int>(scores.emissions.size() / static_cast<std::size_t>(scores.tags))),
      best_from_(scores.emissions.size()),
      best_after_(scores.emissions.size()),
      log_sum_from_(static_cast<std::size_t>(scores.tags)),
      log_sum_after_(log_sum_from_.size()),
      terms_(log_sum_from_.size()) {
  for (std::size_t tag = 0; tag < log_sum_after_.size(); ++tag) {
    log_sum_after_[tag] = best_after_[index(length_ - 1, 0) + tag] = at(scores.end, tag);
  }
  for (int position = length_ - 1; position >= 0; --position) look_at(position);
}

// From what follows `position` finds what follows the position before, or the whole.
void Chain::look_at(int position) {
  for (std::size_t tag = 0; tag < log_sum_from_.size(); ++tag) {
    const std::size_t i = index(position, 0) + tag;
    const auto emission = static_cast<double>(scores_.emissions[i]);
    best_from_[i] = emission + best_after_[i];
    log_sum_from_[tag] = emission + log_sum_after_[tag];
  }
  if (position == 0) {
    whole_ = continuation(0, scores_.start);
    return;
  }
  Continuation following;
  for (std::int32_t from = 0; from < scores_.tags; ++from) {
    if (from == 0 || !scores_.transitions.empty()) following = continuation(position, arrivals(position, from));
    best_after_[index(position - 1, from)] = following.best;
    log_sum_after_[static_cast<std::size_t>(from)] = following.log_sum;
  }
}

Continuation Chain::continuation(int position, Row row) {
  Continuation result{score(position, row, 0), 0};
  double largest = -std::numeric_limits<double>::infinity();
  for (std::int32_t to = 0; to < scores_.tags; ++to) {
    const auto tag = static_cast<std::size_t>(to);
    result.best = std::max(result.best, score(position, row, to));
    terms_[tag] = at(row, tag) + log_sum_from_[tag];
    largest = std::max(largest, terms_[tag]);
  }
  double sum = 0;
  for (const double term : terms_) sum += std::exp(term - largest);
  result.log_sum = largest + std::log(sum);
  return result;
}

TagSequence best_sequence(const Chain& chain) {
  TagSequence result{{}, chain.best_log_probability()};
  std::int32_t from = 0;
  for (int position = 0; position < chain.length(); ++position) {
    std::int32_t to = 0;
    while (to + 1 < chain.tags() && chain.loss(position, from, to) > 0) ++to;
    result.ids.push_back(to);
    from = to;
  }
  return result;
}

// Takes the beginning whose best end loses least, and goes on from it with every tag. Each beginning that is open
// promises a sequence of its own, so none but the `count` best are kept.
class Search {
 public:
  Search(const Chain& chain, int count) : chain_(chain), wanted_(static_cast<std::size_t>(count)) {}
  std::vector<TagSequence> run();

 private:
  struct Beginning {
    double loss;         // of its best sequence against the best of all
    std::size_t parent;  // in beginnings_
    int position;        // of its last tag
    std::int32_t tag;
  };

  void go_on(double loss, std::size_t parent, int position, std::int32_t from);
  void open(const Beginning& beginning);
  bool precedes(const Beginning& a, const Beginning& b) const;
  TagSequence sequence(std::size_t last) const;

  const Chain& chain_;
  std::size_t wanted_;
  std::vector<Beginning> beginnings_;
  std::vector<std::size_t> open_;  // the best last
};

std::vector<TagSequence> Search::run() {
  std::vector<TagSequence> found;
  go_on(0, std::numeric_limits<std::size_t>::max(), 0, 0);
  while (wanted_ > 0 && !open_.empty()) {
    const std::size_t best = open_.back();
    open_.pop_back();
    const Beginning beginning = beginnings_[best];
    if (beginning.position + 1 < chain_.length()) {
      go_on(beginning.loss, best, beginning.position + 1, beginning.tag);
    } else {
      found.push_back(sequence(best));
      --wanted_;
    }
  }
  return found;
}

void Search::go_on(double loss, std::size_t parent, int position, std::int32_t from) {
  for (std::int32_t tag = 0; tag < chain_.tags(); ++tag) {
    open({loss + chain_.loss(position, from, tag), parent, position, tag});
  }
}

void Search::open(const Beginning& beginning) {
  if (open_.size() == wanted_) {
    if (!precedes(beginning, beginnings_[open_.front()])) return;
    open_.erase(open_.begin());
  }
  const auto place = std::partition_point(open_.begin(), open_.end(),
                                          [&](std::size_t other) { return precedes(beginning, beginnings_[other]); });
  open_.insert(place, beginnings_.size());
  beginnings_.push_back(beginning);
}

// Whether a's best sequence comes before b's.
bool Search::precedes(const Beginning& a, const Beginning& b) const {
  if (a.loss != b.loss) return a.loss < b.loss;
  const Beginning* x = &a;
  const Beginning* y = &b;
  while (x->position > y->position) x = &beginnings_[x->parent];
  while (y->position > x->position) y = &beginnings_[y->parent];
  while (x->parent != y->parent) {
    x = &beginnings_[x->parent];
    y = &beginnings_[y->parent];
  }
  return x->tag < y->tag;
}

TagSequence Search::sequence(std::size_t last) const {
  TagSequence result{std::vector<std::int32_t>(static_cast<std::size_t>(chain_.length())),
                     chain_.best_log_probability() - beginnings_[last].loss};
  for (std::size_t i = last, position = result.ids.size(); position-- > 0; i = beginnings_[i].parent) {
    result.ids[position] = beginnings_[i].tag;
  }
  return result;
}

}  // namespace

std::vector<TagSequence> best_tags(const TagScores& scores, int count) {
  check(scores, count);
  const Chain chain(scores);
  if (count == 1) return {best_sequence(chain)};
  return Search(chain, count).run();
}

}  // namespace elman::decode
