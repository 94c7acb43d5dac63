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

std::vector<BatchLoad> loads_of_an_epoch(const EncodedPairs& pairs, const BatchOptions& batches, std::uint64_t seed) {
  Random random(seed);
  BatchPlan plan;
  plan.fill(pairs, random.permutation(static_cast<std::int32_t>(pairs.size())), batches, {});
  std::vector<BatchLoad> loads(plan.size());
  for (std::size_t i = 0; i < loads.size(); ++i) {
    for (const std::int32_t pair : plan[i]) {
      const PairLength length = pairs.length(static_cast<std::size_t>(pair));
      loads[i].add(static_cast<std::uint64_t>(length.source), static_cast<std::uint64_t>(length.target) + 1);
    }
  }
  return loads;
}

}  // namespace elman::data
