#include "cli/course/svg.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "cli/course/assets.h"
#include "cli/course/chart.h"
#include "cli/course/svg_parts.h"
#include "cli/show/markup.h"
#include "elman/text/unicode.h"

namespace elman::cli {
namespace {

constexpr std::size_t curve_styles = 6;

double width_of(std::string_view text) {
  constexpr double letter = 7.6;  // of 13 px, about
  return letter * static_cast<double>(text::display_width(text));
}

// The place of a plot within its picture.
struct Box {
  double left = 78;
  double top = 66;
  double width = 618;
  double height = 260;

  double x(const Axis& axis, double value) const { return left + width * axis.share(value); }
  double y(const Axis& axis, double value) const { return top + height * (1 - axis.share(value)); }
};

std::string axes(const lessons::Plot& plot, const Chart& chart, const Box& box) {
  std::string svg;
  for (const double tick : chart.y.ticks) {
    svg += fmt::format("<line class=\"grid\" x1=\"{:.1f}\" x2=\"{:.1f}\" y1=\"{:.1f}\" y2=\"{:.1f}\"/>\n", box.left,
                       box.left + box.width, box.y(chart.y, tick), box.y(chart.y, tick));
    svg += svg_text(box.left - 8, box.y(chart.y, tick) + 4, chart.y.label(tick), "end");
  }
  for (const double tick : chart.x.ticks) {
    svg += svg_text(box.x(chart.x, tick), box.top + box.height + 20, chart.x.label(tick), "middle");
  }
  svg += fmt::format("<path class=\"axis\" fill=\"none\" d=\"M{:.1f} {:.1f}V{:.1f}H{:.1f}\"/>\n", box.left, box.top,
                     box.top + box.height, box.left + box.width);
  svg += svg_text(box.left + box.width / 2, box.top + box.height + 42, plot.x_label, "middle");
  svg += fmt::format(
      "<text class=\"quiet\" transform=\"translate(20 {:.1f}) rotate(-90)\" text-anchor=\"middle\">{}</text>\n",
      box.top + box.height / 2, escaped(plot.y_label));
  return svg;
}

// Names of the curves, each behind a piece of its line.
std::string legend(const lessons::Plot& plot, const Box& box) {
  if (plot.series.size() < 2) return "";
  std::string svg;
  double x = box.left;
  for (std::size_t s = 0; s < plot.series.size(); ++s) {
    svg += fmt::format("<path class=\"curve s{}\" d=\"M{:.1f} 46h26\"/>\n", s % curve_styles, x);
    svg += svg_text(x + 32, 50, plot.series[s].name, "start", "name");
    x += 32 + width_of(plot.series[s].name) + 22;
  }
  return svg;
}

std::string curve(const lessons::Series& series, std::size_t style, const Chart& chart, const Box& box) {
  std::string path;
  bool drawing = false;
  for (std::size_t i = 0; i < series.values.size(); ++i) {
    const double value = series.values[i];
    const bool seen = chart.y.holds(value);
    if (seen) {
      path += fmt::format("{}{:.1f} {:.1f}", drawing ? "L" : "M",
                          box.x(chart.x, series.start + static_cast<double>(i) * series.step), box.y(chart.y, value));
    }
    drawing = seen;
  }
  return path.empty() ? ""
                      : fmt::format("<path class=\"curve s{}\" d=\"{}\"><title>{}</title></path>\n",
                                    style % curve_styles, path, escaped(series.name));
}

// Marks that fall on each other share a label; labels take turns so that they do not.
std::string marks(const lessons::Plot& plot, const Chart& chart, const Box& box) {
  struct Spot {
    double x = 0;
    double y = 0;
    std::string names;
  };
  std::vector<Spot> spots;
  for (const lessons::Mark& mark : plot.marks) {
    const Spot spot{box.x(chart.x, mark.x), box.y(chart.y, mark.y), mark.name};
    const auto same = std::ranges::find_if(
        spots, [&](const Spot& other) { return std::hypot(other.x - spot.x, other.y - spot.y) < 3; });
    if (same != spots.end()) same->names += ", " + spot.names;
    if (same == spots.end()) spots.push_back(spot);
  }
  std::ranges::sort(spots, {}, &Spot::x);
  std::string svg;
  for (std::size_t i = 0; i < spots.size(); ++i) {
    const Spot& spot = spots[i];
    const bool left = spot.x + 8 + width_of(spot.names) > box.left + box.width;  // where the label goes
    const bool above = spot.y > box.top + box.height / 2;
    const double away = 26 + 22 * static_cast<double>(i % 4);
    const double y = above ? spot.y - away : spot.y + away;
    svg += fmt::format("<path class=\"leader\" fill=\"none\" d=\"M{:.1f} {:.1f}V{:.1f}\"/>\n", spot.x, spot.y, y - 4);
    svg += svg_text(spot.x + (left ? -5 : 5), y, spot.names, left ? "end" : "start", "name");
    svg += fmt::format("<circle class=\"mark\" cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"5\"/>\n", spot.x, spot.y);
  }
  return svg;
}

// From white to blue or, below zero, to orange.
std::string heat_colour(double share) {
  const double most[] = {share < 0 ? 179.0 : 8.0, share < 0 ? 88.0 : 81.0, share < 0 ? 6.0 : 156.0};
  int parts[3] = {};
  for (int i = 0; i < 3; ++i)
    parts[i] = static_cast<int>(std::lround(255 + (most[i] - 255) * std::min(1.0, std::abs(share))));
  return fmt::format("#{:02x}{:02x}{:02x}", parts[0], parts[1], parts[2]);
}

// What each shade means, from the least to the most.
std::string heat_scale(const lessons::Heat& heat, double largest, double x, double y) {
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

// The style with the light colours in the places of their names: not every program that shows SVG knows variables.
std::string style_for_paper() {
  std::string css(figure_css);
  const std::string begin = ": light-dark(";
  for (std::size_t at = css.find(begin); at != std::string::npos; at = css.find(begin)) {
    const std::size_t name = css.rfind("--", at);
    const std::string used = "var(" + css.substr(name, at - name) + ")";
    const std::size_t colour = at + begin.size();
    const std::string value = css.substr(colour, css.find(',', colour) - colour);
    css.erase(name, css.find(';', at) + 1 - name);
    for (std::size_t use = css.find(used); use != std::string::npos; use = css.find(used, use)) {
      css.replace(use, used.size(), value);
    }
  }
  return css;
}

}  // namespace

std::string svg_of(const lessons::Plot& plot) {
  const Chart chart = chart_of(plot);
  const Box box;
  std::string svg = svg_begin(plot.id, plot.title, 720, 388) + axes(plot, chart, box) + legend(plot, box);
  for (std::size_t s = 0; s < plot.series.size(); ++s) svg += curve(plot.series[s], s, chart, box);
  return svg + marks(plot, chart, box) + "</svg>\n";
}

std::string svg_of(const lessons::Heat& heat) {
  double largest = 0;
  for (const auto& row : heat.values) {
    for (const double value : row) largest = std::max(largest, std::abs(value));
  }
  if (largest == 0) largest = 1;
  double names = 10;
  for (const std::string& row : heat.rows) names = std::max(names, width_of(row));
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
                           x + cell / 2, y + 21, std::abs(value / largest) > 0.6 ? "#fff" : "#1b1f24", shown);
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

std::string svg_file(const std::string& svg) {
  const std::size_t after = svg.find('>') + 1;
  return svg.substr(0, after) + "\n<style>\n" + style_for_paper() + "</style>" + svg.substr(after);
}

}  // namespace elman::cli
