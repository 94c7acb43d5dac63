// Numbers as text in an entry of a list section.
#pragma once

#include <charconv>
#include <initializer_list>
#include <string>
#include <vector>

#include "elman/error.h"
#include "elman/fields.h"

namespace elman::io {

// With spaces between, and as many digits as give the same numbers again.
inline std::string words_of(std::initializer_list<double> numbers) {
  std::string text;
  for (const double number : numbers) text.append(text.empty() ? "" : " ").append(text_of_number(number));
  return text;
}

// The numbers in an entry. Throws ModelError, which begins with `where`, for anything else.
template <class Number>
std::vector<Number> numbers_in(const std::string& entry, const std::string& where) {
  std::vector<Number> numbers;
  const char* at = entry.data();
  const char* end = at + entry.size();
  while (at != end) {
    Number number{};
    const auto [stop, error] = std::from_chars(at, end, number);
    const bool ends_well = stop == end || (*stop == ' ' && stop + 1 != end);
    if (error != std::errc() || !ends_well) {
      throw ModelError(where + ": found an entry that is no list of numbers; the file was not written by elman train");
    }
    numbers.push_back(number);
    at = stop == end ? end : stop + 1;
  }
  return numbers;
}

}  // namespace elman::io
