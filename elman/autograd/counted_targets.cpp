#include "elman/autograd/counted_targets.h"

#include <algorithm>
#include <string>

#include "elman/error.h"

namespace elman::ops {

CountedTargets counted_targets(Tape& tape, const char* op, std::span<const std::int32_t> targets, std::int64_t rows,
                               std::int32_t classes, const CrossEntropyOptions& options) {
  const auto fail = [op](const std::string& found) { throw UsageError(std::string(op) + ": " + found); };
  const Scalar smoothing = options.label_smoothing;
  if (static_cast<std::int64_t>(targets.size()) != rows) {
    fail(std::to_string(targets.size()) + " targets for " + std::to_string(rows) + " rows");
  }
  if (!(smoothing >= 0 && smoothing < 1)) {
    fail("label_smoothing is " + std::to_string(smoothing) + ", expected 0 <= s < 1");
  }
  CountedTargets made{
      .kept = tape.array<std::int32_t>(targets.size()), .factor = tape.scratch(targets.size()), .weight = 1};
  int counted = 0;
  for (std::size_t r = 0; r < targets.size(); ++r) {
    const bool counts = targets[r] != options.ignore;
    if (counts && (targets[r] < 0 || targets[r] >= classes)) {
      fail("target " + std::to_string(targets[r]) + " in row " + std::to_string(r) + " of " + std::to_string(classes) +
           " classes");
    }
    made.kept[r] = counts ? targets[r] : 0;
    made.factor[r] = counts ? 1 : 0;
    counted += counts ? 1 : 0;
  }
  if (options.reduction == Reduction::mean) made.weight = Scalar(1) / static_cast<Scalar>(std::max(counted, 1));
  return made;
}

}  // namespace elman::ops
