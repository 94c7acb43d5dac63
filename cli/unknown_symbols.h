// Symbols that a model does not know: counted as they come, told at the end.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

namespace elman::cli {

class UnknownSymbols {
 public:
  // Those of one line, numbered from 1.
  void add(const std::vector<std::string>& symbols, std::size_t line);

  struct Seen {
    std::size_t count = 0;
    std::size_t first_line = 0;
  };
  const std::map<std::string, Seen>& all() const { return seen_; }

  // On stderr, a line for each symbol, the commonest first; nothing where there are none.
  void report() const;

 private:
  std::map<std::string, Seen> seen_;
};

}  // namespace elman::cli
