#include "elman/tasks/season.h"

#include <algorithm>
#include <cstddef>

namespace elman::tasks {

namespace {

constexpr std::size_t longest_season = 1000;
constexpr std::size_t most_changes = 20'000;  // the last ones of a longer series
constexpr double least_correlation = 0.3;
constexpr double about = 0.95;  // of the highest peak

std::vector<double> changes_of(const SeriesPart& part) {
  const std::size_t targets = part.exact.targets;
  const std::size_t begin = part.end > most_changes ? part.end - most_changes : 0;
  std::vector<double> changes;
  for (std::size_t row = begin + 1; row < part.end; ++row) {
    changes.push_back(part.exact.y[row * targets] - part.exact.y[(row - 1) * targets]);
  }
  double mean = 0;
  for (const double change : changes) mean += change / static_cast<double>(changes.size());
  for (double& change : changes) change -= mean;
  return changes;
}

double product_at(const std::vector<double>& values, std::size_t lag) {
  double sum = 0;
  for (std::size_t i = lag; i < values.size(); ++i) sum += values[i] * values[i - lag];
  return sum / static_cast<double>(values.size() - lag);
}

}  // namespace

int find_season(const std::vector<SeriesPart>& series) {
  const auto longest = std::max_element(series.begin(), series.end(),
                                        [](const SeriesPart& a, const SeriesPart& b) { return a.end < b.end; });
  const std::vector<double> changes = changes_of(*longest);
  const std::size_t most = std::min(changes.size() / 3, longest_season);
  std::vector<double> correlation;
  for (std::size_t lag = 0; lag <= most; ++lag) correlation.push_back(product_at(changes, lag));
  const auto is_peak = [&](std::size_t lag) {
    return correlation[lag] > correlation[lag - 1] && correlation[lag] > correlation[lag + 1];
  };
  double highest = 0;
  for (std::size_t lag = 2; lag < most; ++lag) {
    if (is_peak(lag)) highest = std::max(highest, correlation[lag]);
  }
  if (most < 3 || !(highest > least_correlation * correlation[0])) return 0;
  std::size_t lag = 2;
  while (!is_peak(lag) || correlation[lag] < about * highest) ++lag;
  return static_cast<int>(lag);
}

}  // namespace elman::tasks
