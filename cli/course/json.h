// A lesson as data.
#pragma once

#include <string>

#include "lessons/course.h"

namespace elman::cli {

// {"lesson", "language", "title", "number", "count", "next", "options": {name: value}, "page": [lines that it answers],
// "blocks": [{"kind": "heading" | "paragraph" | "figure" | "formula" | "table" | "plot" | "heat" | "unrolled" | "views"
// | "try", ...}]} with numbers as they were computed; "digits" says how many of them people are shown after the point.
// A paragraph that is a claim says which and what it rests on. indent: of each level, -1 for one line.
std::string as_json(const lessons::Document& document, int indent = 2);

}  // namespace elman::cli
