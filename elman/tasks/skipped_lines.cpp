#include "elman/tasks/skipped_lines.h"

#include <fmt/core.h>

#include <utility>

namespace elman::tasks {

void SkippedLines::add(data::BadLine bad) {
  constexpr std::size_t shown = 20;
  if (++count_ <= shown) first_.push_back(std::move(bad));
}

void SkippedLines::report(const std::string& path, std::size_t pairs_left, const Tell& tell) const {
  if (count_ == 0) return;
  for (const data::BadLine& bad : first_) tell(fmt::format("skipped  {}", bad.message));
  if (count_ > first_.size()) tell(fmt::format("skipped  and {} more", count_ - first_.size()));
  tell(fmt::format("skipped  {} line{} of {}; {} pair{} left", count_, count_ == 1 ? "" : "s", path, pairs_left,
                   pairs_left == 1 ? "" : "s"));
}

void report_skipped(const data::TextPairs& pairs, std::size_t pairs_left, const std::string& path, const Tell& tell) {
  SkippedLines skipped;
  for (const data::BadLine& bad : pairs.skipped) skipped.add(bad);
  skipped.report(path, pairs_left, tell);
}

}  // namespace elman::tasks
