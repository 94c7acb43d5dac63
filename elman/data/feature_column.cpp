#include "elman/data/feature_column.h"

#include <algorithm>

#include "elman/data/cells.h"
#include "elman/text/text_format.h"

namespace elman::data {
namespace {

// Outside of brackets.
bool has_between(std::string_view features, char separator) {
  int depth = 0;
  for (const char c : features) {
    depth += std::string_view("([{").find(c) != std::string_view::npos ? 1 : 0;
    depth -= std::string_view(")]}").find(c) != std::string_view::npos ? 1 : 0;
    if (depth == 0 && c == separator) return true;
  }
  return false;
}

}  // namespace

void FeatureColumn::add(std::string_view features) {
  ++lines_;
  numbers_ += is_number(features, false) ? 1 : 0;
  for (std::size_t i = 0; i < separators.size(); ++i) {
    lines_with_[i] += has_between(features, separators[i]) ? 1 : 0;
  }
  const auto found = whole_.find(features);
  if (found != whole_.end()) {
    ++found->second;
  } else if (whole_.size() < most_types) {
    whole_.emplace(features, 1);
  }
}

char FeatureColumn::separator() const {
  const auto most = std::max_element(lines_with_.begin(), lines_with_.end());  // of equals the first
  return separators[static_cast<std::size_t>(most - lines_with_.begin())];
}

std::string FeatureColumn::warning(char separator) const {
  constexpr std::size_t enough_lines = 10;
  if (lines_ > 0 && numbers_ == lines_) {
    return "the column of features has numbers alone; --columns source,-,target leaves it out";
  }
  std::map<std::string, std::size_t> features;
  for (const auto& [field, count] : whole_) {
    if (text::find_unbalanced_bracket(field) != std::string_view::npos) continue;
    for (const std::string& feature : text::split_features(field, separator)) features[feature] += count;
  }
  const auto once = static_cast<std::size_t>(
      std::count_if(features.begin(), features.end(), [](const auto& entry) { return entry.second == 1; }));
  if (lines_ < enough_lines || 2 * once < features.size() || 2 * once < lines_) return {};
  return "most features occur once, as forms or comments do; --columns says which column is what, "
         "--features-separator what is between features";
}

}  // namespace elman::data
