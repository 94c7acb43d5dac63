#include "elman/tasks/report.h"

namespace elman::tasks {

void UnknownSymbols::add(const std::vector<std::string>& symbols, std::size_t line) {
  for (const std::string& symbol : symbols) {
    UnknownSymbol& seen = seen_[symbol];
    if (seen.count++ == 0) seen.first_line = line;
  }
}

}  // namespace elman::tasks
