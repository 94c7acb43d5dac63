// Values that users choose by name.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

#include "elman/error.h"

namespace elman {

// One of the values of an enumeration, with the name that users write for it.
template <class Value>
struct Choice {
  Value value;
  std::string_view name;
};

template <class Value, std::size_t count>
std::string name_of(const std::array<Choice<Value>, count>& choices, Value value) {
  for (const Choice<Value>& choice : choices) {
    if (choice.value == value) return std::string(choice.name);
  }
  return {};
}

// Throws UsageError that lists the names where `name` is none of them; `what` says what is being chosen.
template <class Value, std::size_t count>
Value value_of(const std::array<Choice<Value>, count>& choices, std::string_view what, std::string_view name) {
  std::string known;
  for (const Choice<Value>& choice : choices) {
    if (choice.name == name) return choice.value;
    known += (known.empty() ? "" : ", ") + std::string(choice.name);
  }
  throw UsageError(std::string(what) + " \"" + std::string(name) + "\" is not known, expected one of " + known);
}

}  // namespace elman
