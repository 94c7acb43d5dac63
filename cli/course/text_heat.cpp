// Numbers as shades, drawn with characters.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "cli/course/shades.h"
#include "cli/course/text_figures.h"
#include "cli/show/wrapping.h"
#include "elman/text/unicode.h"

namespace elman::cli {
namespace {

constexpr std::string_view shades = " .:-=+*#%@";
constexpr std::string_view diverging_shades = "=-.+#";

char shade_of(double share) {
  return shades[static_cast<std::size_t>(std::abs(share) * static_cast<double>(shades.size() - 1))];
}

char diverging_shade_of(double share) {
  return diverging_shades[std::min<std::size_t>(4, static_cast<std::size_t>((share + 1) * 2.5))];
}

}  // namespace

std::vector<std::string> heat_lines(const lessons::Heat& heat, std::size_t columns) {
  std::size_t names = text::display_width(heat.y_label);
  for (const std::string& row : heat.rows) names = std::max(names, text::display_width(row));
  const double largest = darkest_of(heat);
  std::size_t width = 0;
  for (const std::string& column : heat.columns) width = std::max(width, text::display_width(column));
  const std::size_t number_width = std::max(width, fmt::format("{:.{}f}", -largest, heat.digits).size());
  const bool fits = names + heat.columns.size() * (number_width + 2) <= columns;
  if (!fits) names = std::min(names, columns / 3);
  const std::size_t cell = fits ? number_width : std::max<std::size_t>(width, 1);
  const std::size_t gap = fits ? 2 : 1;
  std::string header = padded(heat.y_label, names);
  for (const std::string& column : heat.columns) header += std::string(gap, ' ') + right_aligned(column, cell);
  std::vector<std::string> lines{without_end_spaces(header)};
  for (std::size_t row = 0; row < heat.rows.size(); ++row) {
    std::string line = padded(heat.rows[row], names);
    for (const double value : heat.values[row]) {
      const std::string text =
          fits ? lessons::shown(lessons::Number{value, heat.digits}) : std::string(cell, shade_of(value / largest));
      line += std::string(gap, ' ') + right_aligned(text, cell);
    }
    lines.push_back(without_end_spaces(line));
  }
  lines.push_back(std::string(names + gap, ' ') + heat.x_label);
  return lines;
}

std::vector<std::string> shaded_text_lines(const lessons::ShadedText& text, std::size_t columns) {
  const double largest = darkest_of(text);
  std::vector<std::string> lines;
  std::string characters;
  std::string signs;
  const auto end_line = [&] {
    lines.push_back(without_end_spaces(characters));
    lines.push_back(without_end_spaces(signs));
    characters.clear();
    signs.clear();
  };
  for (const auto& line : text.lines) {
    for (const auto& character : line) {
      const std::size_t width = text::display_width(character.text);
      if (text::display_width(characters) + width > columns) end_line();
      const double share = character.value / largest;
      characters += character.text;
      signs += padded(std::string(1, text.diverging ? diverging_shade_of(share) : shade_of(share)), width);
    }
    end_line();
  }
  const lessons::Number most{largest, text.digits};
  const lessons::Number least{text.diverging ? -largest : 0, text.digits};
  lines.emplace_back();
  lines.push_back(fmt::format("{} \"{}\" {}", lessons::shown(least), text.diverging ? diverging_shades : shades,
                              lessons::shown(most)));
  return lines;
}

}  // namespace elman::cli
