#include "cli/course/svg_parts.h"

#include <fmt/format.h>

#include "cli/show/markup.h"
#include "elman/text/unicode.h"

namespace elman::cli {

const std::string_view svg_arrow_head =
    "<defs><marker id=\"arrow\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"7\" markerHeight=\"7\" "
    "orient=\"auto\"><path class=\"head\" d=\"M0 0L8 4L0 8z\"/></marker></defs>\n";

std::string svg_begin(const std::string& id, const std::string& title, double width, double height) {
  return fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"figure\" viewBox=\"0 0 {:.0f} {:.0f}\" role=\"img\" "
      "aria-label=\"{}\" data-figure=\"{}\">\n<text class=\"title\" x=\"16\" y=\"26\">{}</text>\n",
      width, height, escaped(title), escaped(id), escaped(title));
}

std::string svg_text(double x, double y, const std::string& text, const char* anchor, const char* style) {
  return fmt::format("<text class=\"{}\" x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"{}\">{}</text>\n", style, x, y, anchor,
                     escaped(text));
}

double svg_width_of(std::string_view text) {
  constexpr double letter = 7.6;  // of 13 px
  return letter * static_cast<double>(text::display_width(text));
}

}  // namespace elman::cli
