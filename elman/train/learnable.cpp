#include "elman/train/learnable.h"

#include <fmt/core.h>

#include "elman/error.h"

namespace elman::train {

std::string text_of_value(const Score& score) { return fmt::format("{:.{}f}", score.value, score.decimals); }

std::string text_of(const std::vector<Score>& scores) {
  std::string text;
  for (const Score& score : scores) {
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", score.name, text_of_value(score));
  }
  return text;
}

void Learnable::carry(const std::vector<NamedTensor>& state) {
  if (!state.empty()) {
    throw UsageError("training: found a carried state " + state.front().name +
                     ", expected none: what is learned here carries nothing");
  }
}

}  // namespace elman::train
