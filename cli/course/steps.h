// One step of a lesson alone.
#pragma once

#include "lessons/document.h"

namespace elman::cli {

// How many steps the document has, 0 if none.
int step_count(const lessons::Document& document);

// The document with the section of that step alone. Throws UsageError, in the document's language, if there is none.
lessons::Document only_step(const lessons::Document& document, int step);

}  // namespace elman::cli
