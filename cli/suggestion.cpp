#include "cli/suggestion.h"

#include <algorithm>
#include <cstddef>

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

}  // namespace elman::cli
