#include "elman/data/suspicious.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "elman/text/unicode.h"

namespace elman::data {
namespace {

// U+035C and U+0361 join the letters on both sides of them.
bool is_tie_bar(std::string_view scalar) { return scalar == "\u035C" || scalar == "\u0361"; }

}  // namespace

void SuspiciousCharacters::add(const Row& row) {
  add(row.source, {row.line, row.source_column + 1});
  add(row.target, {row.line, row.target_column + 1});
}

void SuspiciousCharacters::add(std::string_view text, Place begin) {
  const bool plain = std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c < '\x7F'; });
  if (plain) return;
  const std::vector<std::string> scalars = text::split_scalars(text);
  for (std::size_t i = 0; i < scalars.size(); begin.column += scalars[i++].size()) {
    const auto is_edge = [&](std::size_t k) { return k >= scalars.size() || scalars[k] == " "; };
    std::string why = text::suspicion(scalars[i]);
    if (is_tie_bar(scalars[i]) && (is_edge(i - 1) || is_edge(i + 1))) why = "a tie bar that joins nothing";
    if (why.empty()) continue;
    const auto [found, is_new] = found_.try_emplace(scalars[i]);
    if (is_new) found->second = {scalars[i], std::move(why), 0, begin};
    ++found->second.count;
    lines_ += begin.line != last_line_ ? 1 : 0;
    last_line_ = begin.line;
  }
}

std::vector<Suspicious> SuspiciousCharacters::all() const {
  std::vector<Suspicious> list;
  std::transform(found_.begin(), found_.end(), std::back_inserter(list),
                 [](const auto& entry) { return entry.second; });
  return list;
}

}  // namespace elman::data
