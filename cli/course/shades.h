// What is true of shades however they are drawn.
#pragma once

#include "lessons/document.h"

namespace elman::cli {

// The largest size of a value, which has the darkest shade; 1 if all are 0.
double darkest_of(const lessons::Heat& heat);
double darkest_of(const lessons::ShadedText& text);

}  // namespace elman::cli
