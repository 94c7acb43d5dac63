#include "elman/train/learnable.h"

#include <fmt/core.h>

#include "elman/error.h"

namespace elman::train {

std::string text_of_value(const Score& score) { return fmt::format("{:.{}f}", score.value, score.decimals); }

void Learnable::carry(const std::vector<NamedTensor>& state) {
  if (!state.empty()) {
    throw UsageError("training: found a carried state " + state.front().name +
                     ", expected none: what is learned here carries nothing");
  }
}

}  // namespace elman::train
