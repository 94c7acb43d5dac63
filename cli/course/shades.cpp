#include "cli/course/shades.h"

#include <algorithm>
#include <cmath>

namespace elman::cli {

double darkest_of(const lessons::Heat& heat) {
  double largest = 0;
  for (const auto& row : heat.values) {
    for (const double value : row) largest = std::max(largest, std::abs(value));
  }
  return largest == 0 ? 1 : largest;
}

double darkest_of(const lessons::ShadedText& text) {
  double largest = 0;
  for (const auto& line : text.lines) {
    for (const auto& character : line) largest = std::max(largest, std::abs(character.value));
  }
  return largest == 0 ? 1 : largest;
}

}  // namespace elman::cli
