// Text within SVG and HTML.
#pragma once

#include <string>
#include <string_view>

namespace elman::cli {

// For text and attributes: & < > " as entities, and a space for each control character, which XML forbids.
std::string escaped(std::string_view text);

}  // namespace elman::cli
