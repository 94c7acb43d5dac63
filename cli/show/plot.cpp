#include "cli/show/plot.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>

namespace elman::cli {
namespace {

constexpr const char marks[] = {'s', 'L', 'g', '*', '+'};
constexpr const char* colours[] = {"#c2410c", "#1d4ed8", "#15803d", "#7e22ce", "#334155"};
constexpr double lowest_decade = -12;  // below, curves leave the picture

// Powers of ten that all curves lie between, and the last x.
struct Frame {
  double low = 0;
  double high = 0;
  double x_end = 1;
};

bool is_drawn(double value, const Frame& frame) { return value > 0 && std::log10(value) >= frame.low; }

Frame frame_of(const lessons::Plot& plot) {
  double least = std::numeric_limits<double>::infinity();
  double most = -least;
  Frame frame;
  for (const lessons::Series& series : plot.series) {
    frame.x_end = std::max(frame.x_end, static_cast<double>(series.values.size()) - 1);
    for (const double value : series.values) {
      if (!(value > 0)) continue;
      least = std::min(least, std::log10(value));
      most = std::max(most, std::log10(value));
    }
  }
  frame.high = std::ceil(most);
  frame.low = std::max({std::floor(least), lowest_decade});
  if (!(frame.low < frame.high)) frame.low = frame.high - 1;
  return frame;
}

}  // namespace

std::vector<std::string> plot_lines(const lessons::Plot& plot, std::size_t columns) {
  const Frame frame = frame_of(plot);
  const auto decades = static_cast<std::size_t>(frame.high - frame.low);
  const std::size_t in_decade = decades < 8 ? 2 : 1;  // lines
  const std::size_t margin = 7;
  const std::size_t width = columns - margin;
  std::vector<std::string> field(decades * in_decade + 1, std::string(width, ' '));
  for (std::size_t x = 0; x <= static_cast<std::size_t>(frame.x_end); ++x) {
    const auto column = static_cast<std::size_t>(static_cast<double>(x) / frame.x_end * static_cast<double>(width - 1));
    // Curves that lie upon each other take turns.
    for (std::size_t turn = 0; turn < plot.series.size(); ++turn) {
      const std::size_t s = (column + turn) % plot.series.size();
      const std::vector<double>& values = plot.series[s].values;
      if (x >= values.size() || !is_drawn(values[x], frame)) continue;
      const double down = (frame.high - std::log10(values[x])) * static_cast<double>(in_decade);
      field[static_cast<std::size_t>(std::lround(down))][column] = marks[s % std::size(marks)];
    }
  }
  std::vector<std::string> lines;
  for (std::size_t row = 0; row < field.size(); ++row) {
    const bool labelled = row % (3 * in_decade) == 0;
    const std::size_t down = row / in_decade;  // decades
    const double decade = frame.high - static_cast<double>(down);
    lines.push_back(fmt::format("{:>6}|{}", labelled ? fmt::format("1e{:+.0f}", decade) : "", field[row]));
    lines.back().erase(lines.back().find_last_not_of(' ') + 1);
  }
  lines.push_back(std::string(margin - 1, ' ') + "+" + std::string(width, '-'));
  lines.push_back(fmt::format("{}0{:>{}.0f}", std::string(margin, ' '), frame.x_end, width - 1));
  lines.push_back(std::string(margin, ' ') + plot.x_label);
  std::string legend(margin, ' ');
  for (std::size_t s = 0; s < plot.series.size(); ++s) {
    legend += fmt::format("{}{} {}", s > 0 ? "   " : "", marks[s % std::size(marks)], plot.series[s].name);
  }
  lines.push_back(legend);
  return lines;
}

std::string plot_svg(const lessons::Plot& plot) {
  constexpr double left = 70;
  constexpr double top = 50;
  constexpr double width = 600;
  constexpr double height = 320;
  const Frame frame = frame_of(plot);
  const auto x_at = [&](double x) { return left + width * x / frame.x_end; };
  const auto y_at = [&](double decade) { return top + height * (frame.high - decade) / (frame.high - frame.low); };
  std::string svg = fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 720 440\" font-family=\"sans-serif\" font-size=\"13\">\n"
      "<rect width=\"720\" height=\"440\" fill=\"white\"/>\n<text x=\"{}\" y=\"28\" font-size=\"15\">{}</text>\n",
      left, plot.title);
  const double every = std::max(1.0, std::ceil((frame.high - frame.low) / 8));
  for (double decade = frame.high; decade >= frame.low; decade -= every) {
    svg += fmt::format(
        "<line x1=\"{0}\" x2=\"{1}\" y1=\"{2:.1f}\" y2=\"{2:.1f}\" stroke=\"#e2e8f0\"/>\n"
        "<text x=\"{3}\" y=\"{4:.1f}\" text-anchor=\"end\">1e{5:+.0f}</text>\n",
        left, left + width, y_at(decade), left - 8, y_at(decade) + 4, decade);
  }
  const double step = std::max(1.0, std::ceil(frame.x_end / 4));
  for (double x = 0; x < frame.x_end + step; x += step) {
    svg += fmt::format("<text x=\"{:.1f}\" y=\"{}\" text-anchor=\"middle\">{:.0f}</text>\n",
                       x_at(std::min(x, frame.x_end)), top + height + 18, std::min(x, frame.x_end));
  }
  svg += fmt::format("<text x=\"{}\" y=\"{}\" text-anchor=\"middle\">{}</text>\n", left + width / 2, top + height + 40,
                     plot.x_label);
  for (std::size_t s = 0; s < plot.series.size(); ++s) {
    const lessons::Series& series = plot.series[s];
    std::string points;
    for (std::size_t x = 0; x < series.values.size(); ++x) {
      if (!is_drawn(series.values[x], frame)) continue;
      points += fmt::format("{:.1f},{:.1f} ", x_at(static_cast<double>(x)), y_at(std::log10(series.values[x])));
    }
    const char* colour = colours[s % std::size(colours)];
    svg += fmt::format("<polyline points=\"{}\" fill=\"none\" stroke=\"{}\" stroke-width=\"2\"/>\n", points, colour);
    const auto after = static_cast<double>(plot.series.size() - 1 - s);  // names beside the title, where no curve runs
    svg += fmt::format("<text x=\"{}\" y=\"28\" text-anchor=\"end\" fill=\"{}\">{}</text>\n", left + width - 55 * after,
                       colour, series.name);
  }
  return svg + "</svg>\n";
}

}  // namespace elman::cli
