#include "cli/course/svg.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "cli/course/assets.h"
#include "cli/course/chart.h"
#include "cli/course/svg_parts.h"
#include "cli/show/markup.h"

namespace elman::cli {
namespace {

constexpr std::size_t curve_styles = 6;

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
    x += 32 + svg_width_of(plot.series[s].name) + 22;
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
    const bool left = spot.x + 8 + svg_width_of(spot.names) > box.left + box.width;  // where the label goes
    const bool above = spot.y > box.top + box.height / 2;
    const double away = 26 + 22 * static_cast<double>(i % 4);
    const double y = above ? spot.y - away : spot.y + away;
    svg += fmt::format("<path class=\"leader\" fill=\"none\" d=\"M{:.1f} {:.1f}V{:.1f}\"/>\n", spot.x, spot.y, y - 4);
    svg += svg_text(spot.x + (left ? -5 : 5), y, spot.names, left ? "end" : "start", "name");
    svg += fmt::format("<circle class=\"mark\" cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"5\"/>\n", spot.x, spot.y);
  }
  return svg;
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

std::string svg_file(const std::string& svg) {
  const std::size_t after = svg.find('>') + 1;
  return svg.substr(0, after) + "\n<style>\n" + style_for_paper() + "</style>" + svg.substr(after);
}

}  // namespace elman::cli
