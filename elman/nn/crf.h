// A layer that chooses tags for a whole sequence at once.
#pragma once

#include <cstdint>
#include <span>

#include "elman/autograd/crf.h"
#include "elman/nn/initializer.h"
#include "elman/nn/module.h"

namespace elman::nn {

// A linear-chain conditional random field (Lafferty et al. 2001) over emissions (rows, tags) that another layer makes.
// Parameters start from U(-0.1, 0.1). decode::best_tags finds the most probable tags from emissions and parameters.
class LinearChainCrf : public Module {
 public:
  LinearChainCrf(std::int64_t tags, const Initializer& init);

  // See ops::crf_loss.
  Variable loss(Tape& tape, Variable emissions, std::span<const std::int32_t> target, const Steps& steps,
                ops::Reduction reduction = ops::Reduction::mean) const;

  const Parameter start_transitions;  // (tags)
  const Parameter end_transitions;    // (tags)
  const Parameter transitions;        // (tags, tags), from the row's tag to the column's
};

}  // namespace elman::nn
