// What a document's formulas say of a unit at a step.
#pragma once

#include <string>

#include "lessons/document.h"

namespace elman::cli {

// The formula of that name, "h1(2)", or null.
const lessons::Formula* formula_of(const lessons::Document& document, const std::string& name);

// The value of that name, as it is shown, as a result or where a formula reads it; empty if no formula has it.
std::string value_in_formulas(const lessons::Document& document, const std::string& name);

}  // namespace elman::cli
