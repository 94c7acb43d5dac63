// Curves on a logarithmic scale: drawn with characters, or as a picture.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "lessons/document.h"

namespace elman::cli {

// Lines of at most `columns`; each curve has a character of its own.
std::vector<std::string> plot_lines(const lessons::Plot& plot, std::size_t columns);

std::string plot_svg(const lessons::Plot& plot);

}  // namespace elman::cli
