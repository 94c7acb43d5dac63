// Lines that were left out: counted as they come, named at the end.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "elman/data/text_pairs.h"

namespace elman::tasks {

// Is told a line for people, without its end.
using Tell = std::function<void(const std::string&)>;

class SkippedLines {
 public:
  void add(data::BadLine bad);
  // Names the first twenty; says nothing if there are none.
  void report(const std::string& path, std::size_t pairs_left, const Tell& tell) const;

 private:
  std::size_t count_ = 0;
  std::vector<data::BadLine> first_;
};

void report_skipped(const data::TextPairs& pairs, std::size_t pairs_left, const std::string& path, const Tell& tell);

}  // namespace elman::tasks
