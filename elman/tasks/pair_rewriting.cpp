#include "elman/tasks/pair_rewriting.h"

#include <numeric>
#include <vector>

#include "elman/tasks/joined_pairs.h"
#include "elman/tasks/merge_dropout.h"

namespace elman::tasks {

namespace {

using Indices = std::span<const std::int32_t>;

template <class Rewriter>
data::RewritePairs function_of(Rewriter rewriter) {
  return [rewriter](const data::EncodedPairs& from, Indices indices, Random& random, data::EncodedPairs& to) {
    rewriter.rewrite(from, indices, random, to);
  };
}

}  // namespace

data::RewritePairs rewriting_of(const PairCoding& coding, double joined_pairs, double merge_dropout) {
  data::RewritePairs join;
  if (joined_pairs > 0) join = function_of(JoinedPairs(joined_pairs));
  if (merge_dropout == 0) return join;
  const data::RewritePairs drop = function_of(MergeDropout(coding, merge_dropout));
  if (!join) return drop;
  return [join, drop, joined = data::EncodedPairs(), all = std::vector<std::int32_t>()](
             const data::EncodedPairs& from, Indices indices, Random& random, data::EncodedPairs& to) mutable {
    join(from, indices, random, joined);
    all.resize(joined.size());
    std::iota(all.begin(), all.end(), 0);
    drop(joined, all, random, to);
  };
}

}  // namespace elman::tasks
