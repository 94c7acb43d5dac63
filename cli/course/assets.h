// The style sheets and the script of pages, from course/assets.
#pragma once

#include <string_view>

namespace elman::cli {

extern const std::string_view figure_css;  // of figures, in a page or by themselves
extern const std::string_view page_css;
extern const std::string_view page_js;

}  // namespace elman::cli
