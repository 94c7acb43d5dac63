// A lesson on paper or a terminal.
#pragma once

#include <cstddef>
#include <string>

#include "lessons/course.h"

namespace elman::cli {

struct TextStyle {
  bool colour = false;       // escape sequences of a terminal
  std::size_t columns = 80;  // no line is longer
};

// Heading by heading, formulas as names, values and result under each other, tables in columns. `attempts` is the
// heading of the first thing to try.
std::string as_text(const lessons::Document& document, const std::string& attempts, const TextStyle& style);

}  // namespace elman::cli
