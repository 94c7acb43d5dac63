// Figures drawn with characters.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "lessons/document.h"

namespace elman::cli {

// Lines of at most `columns`; each curve has a character of its own.
std::vector<std::string> plot_lines(const lessons::Plot& plot, std::size_t columns);

// The numbers of the matrix or, if they do not fit, a darker character for a larger one.
std::vector<std::string> heat_lines(const lessons::Heat& heat, std::size_t columns);

// Lines of the text, each with signs below it: a darker one for a larger number or, if two colours part at 0, one of -
// and = below 0, one of + and # above.
std::vector<std::string> shaded_text_lines(const lessons::ShadedText& text, std::size_t columns);

// Layers from the top, steps from the left; as many steps as fit. Empty if not even one does.
std::vector<std::string> unrolled_lines(const lessons::Unrolled& network, const lessons::Document& document,
                                        std::size_t columns);

// Under each network the inputs: those within a window in brackets, those that it does not see as dots; then what goes
// on from step to step. As many of the last inputs as fit.
std::vector<std::string> views_lines(const lessons::Views& views, std::size_t columns);

}  // namespace elman::cli
