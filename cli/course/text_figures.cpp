#include "cli/course/text_figures.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>

#include "cli/course/chart.h"
#include "cli/course/formulas.h"
#include "cli/show/wrapping.h"
#include "elman/text/unicode.h"

namespace elman::cli {
namespace {

constexpr char curve_signs[] = {'*', 'o', '+', 'x', '#', '~'};
constexpr char mark_sign = '@';

// The curves on a field of characters, the first row being the top.
std::vector<std::string> field_of(const lessons::Plot& plot, const Chart& chart, std::size_t width,
                                  std::size_t height) {
  std::vector<std::string> field(height, std::string(width, ' '));
  const auto put = [&](double x, double y, char sign) {
    if (!chart.x.holds(x) || !chart.y.holds(y)) return;
    const auto column = static_cast<std::size_t>(std::lround(chart.x.share(x) * static_cast<double>(width - 1)));
    const double down = (1 - chart.y.share(y)) * static_cast<double>(height - 1);
    field[std::min(height - 1, static_cast<std::size_t>(std::lround(std::max(0.0, down))))]
         [std::min(column, width - 1)] = sign;
  };
  std::size_t longest = 0;
  for (const lessons::Series& series : plot.series) longest = std::max(longest, series.values.size());
  for (std::size_t i = 0; i < longest; ++i) {
    for (std::size_t turn = 0; turn < plot.series.size(); ++turn) {  // curves that lie upon each other take turns
      const std::size_t s = (i + turn) % plot.series.size();
      const lessons::Series& series = plot.series[s];
      if (i >= series.values.size()) continue;
      put(series.start + static_cast<double>(i) * series.step, series.values[i],
          curve_signs[s % std::size(curve_signs)]);
    }
  }
  for (const lessons::Mark& mark : plot.marks) put(mark.x, mark.y, mark_sign);
  return field;
}

}  // namespace

std::vector<std::string> plot_lines(const lessons::Plot& plot, std::size_t columns) {
  constexpr std::size_t margin = 9;
  constexpr std::size_t height = 13;
  const Chart chart = chart_of(plot);
  const std::size_t width = columns - margin;
  std::vector<std::string> labels(height);
  for (const double tick : chart.y.ticks) {
    const auto row = static_cast<std::size_t>(std::lround((1 - chart.y.share(tick)) * (height - 1)));
    labels[std::min(height - 1, row)] = chart.y.label(tick);
  }
  std::vector<std::string> lines{plot.y_label};
  const std::vector<std::string> field = field_of(plot, chart, width, height);
  for (std::size_t row = 0; row < height; ++row) {
    lines.push_back(without_end_spaces(fmt::format("{:>{}} |{}", labels[row], margin - 2, field[row])));
  }
  lines.push_back(std::string(margin - 1, ' ') + "+" + std::string(width, '-'));
  const std::string first = chart.x.label(chart.x.low);
  lines.push_back(
      fmt::format("{}{}{:>{}}", std::string(margin, ' '), first, chart.x.label(chart.x.high), width - first.size()));
  lines.push_back(std::string(margin, ' ') + plot.x_label);
  std::string legend;
  for (std::size_t s = 0; s < plot.series.size() && plot.series.size() > 1; ++s) {
    legend += fmt::format("{}{} {}", s > 0 ? "   " : "", curve_signs[s % std::size(curve_signs)], plot.series[s].name);
  }
  std::string marks;
  for (const lessons::Mark& mark : plot.marks) marks += (marks.empty() ? "@ " : ", ") + mark.name;
  for (const std::string& text : {legend, marks}) {
    for (const std::string& line : wrapped(text, width)) lines.push_back(std::string(margin, ' ') + line);
  }
  return lines;
}

std::vector<std::string> unrolled_lines(const lessons::Unrolled& network, const lessons::Document& document,
                                        std::size_t columns) {
  const auto values_of = [&](const std::vector<std::string>& layer, int step) {
    std::string text;
    for (const std::string& unit : layer) {
      text += (text.empty() ? "(" : ", ") + value_in_formulas(document, fmt::format("{}({})", unit, step));
    }
    return text + ")";
  };
  const std::string arrow = " --> ";
  const std::string space(arrow.size(), ' ');
  const std::size_t layers = network.layers.size();
  std::vector<std::string> lines(2 * layers);  // from the top: a layer, the arrows into it, ...; at last the steps
  for (int step = network.first; step <= network.last; ++step) {
    const std::string name = fmt::format("t = {}", step);
    std::size_t width = name.size();
    for (const auto& layer : network.layers) width = std::max(width, values_of(layer, step).size());
    if (lines.back().size() + arrow.size() + width > columns) break;
    for (std::size_t up = 0; up < layers; ++up) {
      const std::size_t line = 2 * (layers - 1 - up);
      const bool recurrent = up > 0 && up + 1 < layers && step > network.first;
      lines[line] += (recurrent ? arrow : space) + padded(values_of(network.layers[up], step), width);
      lines[line + 1] += space + padded(up == 0 ? name : "   ^", width);
    }
  }
  for (std::string& line : lines) line = without_end_spaces(line);
  return lines;
}

}  // namespace elman::cli
