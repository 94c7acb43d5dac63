#include "cli/show/correlation_plot.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "cli/show/markup.h"

namespace elman::cli {

namespace {

constexpr double left = 60;
constexpr double width = 620;
constexpr double panel_height = 190;
constexpr double plot_height = 120;

// One correlogram, its title at `top`.
std::string panel(const tasks::Correlogram& correlogram, double top) {
  double most = 1.5 * correlogram.limit;
  for (const double value : correlogram.values) most = std::max(most, std::abs(value));
  const double middle = top + 20 + plot_height / 2;
  const auto y = [&](double value) { return middle - value / most * plot_height / 2; };
  const double apart = width / static_cast<double>(correlogram.values.size());
  std::string svg = fmt::format("<text x=\"{}\" y=\"{:.1f}\" font-size=\"14\">{}</text>\n", left, top + 8,
                                escaped(correlogram.title));
  for (const double value : {most, 0.0, -most}) {
    svg +=
        fmt::format("<text x=\"{}\" y=\"{:.1f}\" text-anchor=\"end\">{:.2g}</text>\n", left - 8, y(value) + 4, value);
  }
  const auto line = [&](double value, const char* style) {
    svg += fmt::format("<line x1=\"{0}\" x2=\"{1}\" y1=\"{2:.1f}\" y2=\"{2:.1f}\" {3}/>\n", left, left + width,
                       y(value), style);
  };
  line(0, "stroke=\"#94a3b8\"");
  line(correlogram.limit, "stroke=\"#c2410c\" stroke-dasharray=\"4 3\"");
  line(-correlogram.limit, "stroke=\"#c2410c\" stroke-dasharray=\"4 3\"");
  for (std::size_t i = 0; i < correlogram.values.size(); ++i) {
    const double value = correlogram.values[i];
    const double x = left + apart * (static_cast<double>(i) + 0.5);
    svg += fmt::format("<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"6\" height=\"{:.1f}\" fill=\"{}\"/>\n", x - 3,
                       std::min(y(value), middle), std::abs(y(value) - middle),
                       std::abs(value) > correlogram.limit ? "#c2410c" : "#334155");
    const std::size_t lag = correlogram.first_lag + i;
    if (lag % 5 == 0 || i == 0) {
      svg += fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"middle\">{}</text>\n", x,
                         top + plot_height + 38, lag);
    }
  }
  return svg;
}

}  // namespace

std::string correlations_svg(const std::vector<tasks::Correlogram>& correlograms) {
  constexpr double above = 50;
  const double height = above + panel_height * static_cast<double>(correlograms.size());
  std::string svg = fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 720 {0:.0f}\" font-family=\"sans-serif\" "
      "font-size=\"12\">\n<rect width=\"720\" height=\"{0:.0f}\" fill=\"white\"/>\n"
      "<text x=\"{1}\" y=\"26\" font-size=\"15\">Correlations of one step's errors, by lag; 95 % limits</text>\n",
      height, left);
  for (std::size_t i = 0; i < correlograms.size(); ++i) {
    svg += panel(correlograms[i], above + panel_height * static_cast<double>(i));
  }
  return svg + "</svg>\n";
}

}  // namespace elman::cli
