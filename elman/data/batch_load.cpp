#include "elman/data/batch_load.h"

#include "elman/data/batch.h"
#include "elman/random.h"

namespace elman::data {

void BatchLoad::add(std::uint64_t source_length, std::uint64_t target_length) {
  ++pairs;
  source += source_length;
  target += target_length;
  source_source += source_length * source_length;
  target_target += target_length * target_length;
  source_target += source_length * target_length;
}

std::vector<BatchLoad> loads_of_an_epoch(const EncodedPairs& pairs, const BatchOptions& batches, std::uint64_t seed,
                                         const RewritePairs& rewrite) {
  Random random(seed);
  BatchPlan plan;
  EncodedPairs rewritten;
  plan.fill(pairs, random.permutation(static_cast<std::int32_t>(pairs.size())), batches, {});
  std::vector<BatchLoad> loads(plan.size());
  for (std::size_t i = 0; i < loads.size(); ++i) {
    const auto add = [&load = loads[i]](const PairLength& length) {
      load.add(static_cast<std::uint64_t>(length.source), static_cast<std::uint64_t>(length.target) + 1);
    };
    if (rewrite) {
      rewrite(pairs, plan[i], random, rewritten);
      for (std::size_t pair = 0; pair < rewritten.size(); ++pair) add(rewritten.length(pair));
    } else {
      for (const std::int32_t pair : plan[i]) add(pairs.length(static_cast<std::size_t>(pair)));
    }
  }
  return loads;
}

}  // namespace elman::data
