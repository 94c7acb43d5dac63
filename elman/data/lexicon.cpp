#include "elman/data/lexicon.h"

#include <algorithm>

#include "elman/data/format_choice.h"
#include "elman/data/rows.h"
#include "elman/text/unicode.h"

namespace elman::data {
namespace {

std::string key_of(std::string_view line) { return text::normalize(line, text::Normalization::nfc); }

}  // namespace

Lexicon::Lexicon(const text::TextFile& file, bool lower_case) {
  RowReader rows(file, with_format(file, {}), false);
  for (Row row; rows.next(row);) {
    std::string line = lower_case ? text::lower_case(row.source) : std::string(row.source);
    if (!row.features.empty()) line.append("\t").append(row.features);
    std::vector<std::string>& targets = targets_[key_of(line)];
    if (std::find(targets.begin(), targets.end(), row.target) == targets.end()) targets.emplace_back(row.target);
  }
}

const std::vector<std::string>* Lexicon::find(std::string_view line) const {
  if (targets_.empty()) return nullptr;
  const auto found = targets_.find(key_of(line));
  return found == targets_.end() ? nullptr : &found->second;
}

}  // namespace elman::data
