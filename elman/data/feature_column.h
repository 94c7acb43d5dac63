// What the features in a column are like.
#pragma once

#include <array>
#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace elman::data {

class FeatureColumn {
 public:
  static constexpr std::array<char, 4> separators{';', '|', ',', ' '};

  void add(std::string_view features);

  // What most lines have between features; ';' if none has any.
  char separator() const;
  // Fields alone that are numbers, or that are features no other line has: so they are something else. With the flag
  // that mends it; empty if nothing is.
  std::string warning(char separator) const;

 private:
  static constexpr std::size_t most_types = 65'536;

  std::size_t lines_ = 0;
  std::size_t numbers_ = 0;
  std::array<std::size_t, separators.size()> lines_with_{};
  std::map<std::string, std::size_t, std::less<>> whole_;  // fields, as they are
};

}  // namespace elman::data
