// Characters that are probably not intended: invisible ones, strange spaces, tie bars that join nothing.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "elman/data/rows.h"

namespace elman::data {

struct Place {
  std::size_t line = 0;    // from 1
  std::size_t column = 0;  // bytes, from 1
};

struct Suspicious {
  std::string character;
  std::string why;
  std::size_t count = 0;
  Place first;
};

// What can only be seen in texts as they are in the file.
class SuspiciousCharacters {
 public:
  void add(const Row& row);

  std::vector<Suspicious> all() const;  // by code point
  std::size_t lines() const { return lines_; }

 private:
  void add(std::string_view text, Place begin);

  std::map<std::string, Suspicious> found_;  // the order of UTF-8 is that of code points
  std::size_t lines_ = 0;
  std::size_t last_line_ = 0;
};

}  // namespace elman::data
