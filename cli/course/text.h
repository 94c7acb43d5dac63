// A lesson on paper or a terminal.
#pragma once

#include <cstddef>
#include <string>

#include "lessons/course.h"

namespace elman::cli {

struct TextStyle {
  bool colour = false;       // escape sequences of a terminal
  std::size_t columns = 80;  // no line is longer
  bool page_breaks = false;  // a form feed before each heading
};

// Heading by heading, formulas as names, values and result under each other, tables in columns.
std::string as_text(const lessons::Document& document, const TextStyle& style);

lessons::Language language_of(const lessons::Document& document);
// " --lang zh", or nothing for the language that commands speak by themselves.
std::string language_flag(const lessons::Document& document);

}  // namespace elman::cli
