#include "elman/tasks/report.h"

namespace elman::tasks {

void UnknownSymbols::add(const std::vector<std::string>& symbols, std::size_t line) {
  for (const std::string& symbol : symbols) add(symbol, 1, line);
}

void UnknownSymbols::add(const std::string& symbol, std::size_t count, std::size_t first_line) {
  UnknownSymbol& seen = seen_[symbol];
  if (seen.count == 0) seen.first_line = first_line;
  seen.count += count;
}

}  // namespace elman::tasks
