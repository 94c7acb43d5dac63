// A lesson as data.
#pragma once

#include <string>

#include "lessons/course.h"

namespace elman::cli {

// {"lesson", "title", "blocks": [{"kind": "heading" | "paragraph" | "figure" | "formula" | "table" | "plot" | "try",
// ...}]} with numbers as they were computed; "digits" says how many of them people are shown after the point.
std::string as_json(const lessons::Document& document);

}  // namespace elman::cli
