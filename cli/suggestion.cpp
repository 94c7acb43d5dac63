#include "cli/suggestion.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>
#include <utility>

#include "elman/decode/metrics.h"

namespace elman::cli {

namespace {

std::vector<std::string> letters(const std::string& word) {
  constexpr std::size_t most = 64;  // no name is longer
  std::vector<std::string> letters;
  for (const char c : word.substr(0, most)) letters.emplace_back(1, c);
  return letters;
}

}  // namespace

const std::string* nearest_name(const std::string& written, const std::vector<std::string>& names) {
  std::size_t nearest = 1 + written.size() / 4;  // more edits are another word
  const std::string* found = nullptr;
  const std::vector<std::string> output = letters(written);
  for (const std::string& name : names) {
    if (std::max(name.size(), written.size()) - std::min(name.size(), written.size()) > nearest) continue;
    const std::size_t edits = decode::edit_distance(letters(name), output);
    if (edits > nearest || (found != nullptr && edits == nearest)) continue;
    nearest = edits;
    found = &name;
  }
  return found;
}

std::string suggestion(const std::string& written, const std::vector<std::string>& names) {
  const std::string* found = nearest_name(written, names);
  return found == nullptr ? "" : "; did you mean " + *found + "?";
}

std::string known_elsewhere(const std::string& written) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 30> names{{
      {"evaluate", "eval"},
      {"test", "eval"},
      {"validate", "eval"},
      {"translate", "predict"},
      {"infer", "predict"},
      {"inference", "predict"},
      {"decode", "predict"},
      {"apply", "predict"},
      {"sample", "generate"},
      {"info", "inspect"},
      {"show", "inspect"},
      {"fit", "train"},
      {"learn", "train"},
      {"--lr", "--learning-rate"},
      {"--max-epochs", "--epochs"},
      {"--num-epochs", "--epochs"},
      {"--batch", "--batch-size"},
      {"--max-batch-size", "--batch-size"},
      {"--beam-size", "--beam"},
      {"--beam-width", "--beam"},
      {"--beams", "--beam"},
      {"--n-best", "--nbest"},
      {"--max-len", "--max-length"},
      {"--architecture", "--arch"},
      {"--embedding-dim", "--embedding-size"},
      {"--emb-dim", "--embedding-size"},
      {"--hidden-dim", "--hidden-size"},
      {"--valid", "--dev"},
      {"--validation", "--dev"},
      {"--model", "-o, or the first name after predict and eval"},
  }};
  std::string name = written;
  std::replace(name.begin(), name.end(), '_', '-');
  const auto found =
      std::find_if(names.begin(), names.end(), [&name](const auto& entry) { return entry.first == name; });
  return found == names.end() ? "" : "; here it is called " + std::string(found->second);
}

}  // namespace elman::cli
