#include "cli/show/unknown_symbols.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "cli/show/talk.h"
#include "elman/text/unicode.h"

namespace elman::cli {

void report(const tasks::UnknownSymbols& unknown) {
  constexpr std::size_t shown = 20;
  using Entry = std::pair<std::string, tasks::UnknownSymbol>;
  std::vector<Entry> order(unknown.all().begin(), unknown.all().end());
  std::stable_sort(order.begin(), order.end(),
                   [](const Entry& a, const Entry& b) { return a.second.count > b.second.count; });
  for (std::size_t i = 0; i < std::min(shown, order.size()); ++i) {
    const auto& [symbol, seen] = order[i];
    talk("elman: the model does not know {}: read as <unk>, {} time{}, first in line {}\n", text::display(symbol),
         seen.count, seen.count == 1 ? "" : "s", seen.first_line);
  }
  if (order.size() > shown) talk("elman: and {} more unknown symbols\n", order.size() - shown);
}

}  // namespace elman::cli
