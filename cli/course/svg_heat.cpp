// Numbers as shades: a matrix, or the characters of a text.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "cli/course/shades.h"
#include "cli/course/svg.h"
#include "cli/course/svg_parts.h"
#include "cli/show/markup.h"
#include "elman/text/unicode.h"

namespace elman::cli {
namespace {

// From white to blue or, below zero, to orange.
std::string heat_colour(double share) {
  const double most[] = {share < 0 ? 179.0 : 8.0, share < 0 ? 88.0 : 81.0, share < 0 ? 6.0 : 156.0};
  int parts[3] = {};
  for (int i = 0; i < 3; ++i)
    parts[i] = static_cast<int>(std::lround(255 + (most[i] - 255) * std::min(1.0, std::abs(share))));
  return fmt::format("#{:02x}{:02x}{:02x}", parts[0], parts[1], parts[2]);
}

// White on dark shades, black on light ones.
const char* ink_on(double share) { return std::abs(share) > 0.6 ? "#fff" : "#1b1f24"; }

// What each shade means, from the least to the most.
template <class Shaded>
std::string heat_scale(const Shaded& heat, double largest, double x, double y) {
  constexpr int pieces = 20;
  std::string svg;
  const double low = heat.diverging ? -1 : 0;
  for (int i = 0; i < pieces; ++i) {
    const double share = low + (1 - low) * (i + 0.5) / pieces;
    svg += fmt::format("<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"8.3\" height=\"12\" fill=\"{}\"/>\n", x + 8 * i, y,
                       heat_colour(share));
  }
  svg += svg_text(x - 6, y + 11, lessons::shown(lessons::Number{low * largest, heat.digits}), "end");
  return svg + svg_text(x + 8 * pieces + 6, y + 11, lessons::shown(lessons::Number{largest, heat.digits}));
}

}  // namespace

std::string svg_of(const lessons::Heat& heat) {
  const double largest = darkest_of(heat);
  double names = 10;
  for (const std::string& row : heat.rows) names = std::max(names, svg_width_of(row));
  const double left = 44 + names;
  const double top = 48;
  const auto columns = static_cast<double>(heat.columns.size());
  const double cell = std::clamp((700 - left) / columns, 18.0, 58.0);
  const double row_height = 34;
  const bool numbers = cell >= 40;
  const auto rows = static_cast<double>(heat.rows.size());
  const double below = top + rows * row_height;
  std::string svg = svg_begin(heat.id, heat.title, 720, below + 84);
  for (std::size_t r = 0; r < heat.rows.size(); ++r) {
    const double y = top + static_cast<double>(r) * row_height;
    svg += svg_text(left - 8, y + 21, heat.rows[r], "end", "name");
    for (std::size_t c = 0; c < heat.values[r].size(); ++c) {
      const double value = heat.values[r][c];
      const double x = left + static_cast<double>(c) * cell;
      const std::string shown = lessons::shown(lessons::Number{value, heat.digits});
      svg += fmt::format(
          "<g><title>{}, {}: {}</title><rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" rx=\"3\" "
          "fill=\"{}\"/>",
          escaped(heat.rows[r]), escaped(heat.columns[c]), shown, x + 1, y + 1, cell - 2, row_height - 2,
          heat_colour(value / largest));
      if (numbers) {
        svg += fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"middle\" style=\"fill:{}\">{}</text>",
                           x + cell / 2, y + 21, ink_on(value / largest), shown);
      }
      svg += "</g>\n";
    }
  }
  for (std::size_t c = 0; c < heat.columns.size(); ++c) {
    svg += svg_text(left + (static_cast<double>(c) + 0.5) * cell, below + 18, heat.columns[c], "middle", "name");
  }
  svg += svg_text(left + columns * cell / 2, below + 40, heat.x_label, "middle");
  svg += fmt::format(
      "<text class=\"quiet\" transform=\"translate(20 {:.1f}) rotate(-90)\" text-anchor=\"middle\">{}</text>\n",
      top + rows * row_height / 2, escaped(heat.y_label));
  return svg + heat_scale(heat, largest, left + 40, below + 58) + "</svg>\n";
}

std::string svg_of(const lessons::ShadedText& text) {
  const double largest = darkest_of(text);
  std::size_t columns = 1;
  for (const auto& line : text.lines) {
    std::size_t width = 0;
    for (const auto& character : line) width += text::display_width(character.text);
    columns = std::max(columns, width);
  }
  const double left = 16;
  const double top = 44;
  const double row_height = 34;
  const double column = std::min(20.0, (720 - 2 * left) / static_cast<double>(columns));
  const double below = top + static_cast<double>(text.lines.size()) * row_height;
  std::string svg = svg_begin(text.id, text.title, 720, below + 40);
  for (std::size_t row = 0; row < text.lines.size(); ++row) {
    const double y = top + static_cast<double>(row) * row_height;
    double x = left;
    for (const auto& character : text.lines[row]) {
      const double width = column * static_cast<double>(text::display_width(character.text));
      svg += fmt::format(
          "<g><title>{}: {}</title><rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" rx=\"3\" "
          "fill=\"{}\"/><text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"middle\" style=\"fill:{}\">{}</text></g>\n",
          escaped(character.text), lessons::shown(lessons::Number{character.value, text.digits}), x + 0.5, y + 1,
          width - 1, row_height - 4, heat_colour(character.value / largest), x + width / 2, y + 20,
          ink_on(character.value / largest), escaped(character.text));
      x += width;
    }
  }
  return svg + heat_scale(text, largest, left + 40, below + 14) + "</svg>\n";
}

}  // namespace elman::cli
