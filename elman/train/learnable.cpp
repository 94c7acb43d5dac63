#include "elman/train/learnable.h"

#include "elman/error.h"

namespace elman::train {

void Learnable::carry(const std::vector<NamedTensor>& state) {
  if (!state.empty()) {
    throw UsageError("training: found a carried state " + state.front().name +
                     ", expected none: what is learned here carries nothing");
  }
}

}  // namespace elman::train
