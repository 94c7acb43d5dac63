#include "cli/unknown_symbols.h"

#include <algorithm>

#include "cli/talk.h"
#include "elman/text/unicode.h"

namespace elman::cli {

void UnknownSymbols::add(const std::vector<std::string>& symbols, std::size_t line) {
  for (const std::string& symbol : symbols) {
    Seen& seen = seen_[symbol];
    if (seen.count++ == 0) seen.first_line = line;
  }
}

void UnknownSymbols::report() const {
  constexpr std::size_t shown = 20;
  std::vector<std::pair<std::string, Seen>> order(seen_.begin(), seen_.end());
  std::stable_sort(order.begin(), order.end(),
                   [](const auto& a, const auto& b) { return a.second.count > b.second.count; });
  for (std::size_t i = 0; i < std::min(shown, order.size()); ++i) {
    const auto& [symbol, seen] = order[i];
    talk("elman: the model does not know {}: read as <unk>, {} time{}, first in line {}\n", text::display(symbol),
         seen.count, seen.count == 1 ? "" : "s", seen.first_line);
  }
  if (order.size() > shown) talk("elman: and {} more unknown symbols\n", order.size() - shown);
}

}  // namespace elman::cli
