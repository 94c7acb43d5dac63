// Figures as pictures.
#pragma once

#include <string>

#include "lessons/document.h"

namespace elman::cli {

// An svg element of class "figure", whose colours are those of assets/figure.css.
std::string svg_of(const lessons::Plot& plot);
std::string svg_of(const lessons::Heat& heat);
std::string svg_of(const lessons::ShadedText& text);
// Values and weights are those of the document's formulas. Elements of step t carry data-step.
std::string svg_of(const lessons::Unrolled& network, const lessons::Document& document);
// What each network sees: inputs in its window, or the loop from step to step.
std::string svg_of(const lessons::Views& views);

// The same as a file of its own, with its style.
std::string svg_file(const std::string& svg);

}  // namespace elman::cli
