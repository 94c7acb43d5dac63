#include "cli/show/series_plot.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "cli/show/markup.h"

namespace elman::cli {

namespace {

constexpr double left = 70;
constexpr double top = 50;
constexpr double width = 620;
constexpr double height = 320;

struct Point {
  double x = 0;
  double y = 0;
};

// From data to the picture.
class Frame {
 public:
  void include(const Point& point) {
    if (!std::isfinite(point.y)) return;
    low_ = {std::min(low_.x, point.x), std::min(low_.y, point.y)};
    high_ = {std::max(high_.x, point.x), std::max(high_.y, point.y)};
  }
  void settle() {
    if (!(low_.y < high_.y)) high_.y = low_.y + 1;
    if (!(low_.x < high_.x)) high_.x = low_.x + 1;
  }
  double x(double value) const { return left + width * (value - low_.x) / (high_.x - low_.x); }
  double y(double value) const { return top + height * (high_.y - value) / (high_.y - low_.y); }
  const Point& low() const { return low_; }
  const Point& high() const { return high_; }

  std::string points(const std::vector<Point>& line) const {
    std::string text;
    for (const Point& point : line) {
      if (std::isfinite(point.y)) text += fmt::format("{:.1f},{:.1f} ", x(point.x), y(point.y));
    }
    return text;
  }

 private:
  Point low_{std::numeric_limits<double>::infinity(), std::numeric_limits<double>::infinity()};
  Point high_{-std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity()};
};

std::string polyline(const Frame& frame, const std::vector<Point>& line, const char* colour, const char* dash = "") {
  return fmt::format("<polyline points=\"{}\" fill=\"none\" stroke=\"{}\" stroke-width=\"1.5\"{}/>\n",
                     frame.points(line), colour, dash);
}

std::string grid(const Frame& frame) {
  constexpr int lines = 5;
  std::string svg;
  for (int i = 0; i <= lines; ++i) {
    const double y = frame.low().y + (frame.high().y - frame.low().y) * i / lines;
    svg += fmt::format(
        "<line x1=\"{0}\" x2=\"{1}\" y1=\"{2:.1f}\" y2=\"{2:.1f}\" stroke=\"#e2e8f0\"/>\n"
        "<text x=\"{3}\" y=\"{4:.1f}\" text-anchor=\"end\">{5:.4g}</text>\n",
        left, left + width, frame.y(y), left - 8, frame.y(y) + 4, y);
  }
  return svg;
}

}  // namespace

std::string series_svg(const tasks::SeriesForecast& forecast, const std::string& title) {
  constexpr std::size_t usual_past = 200;
  const std::size_t shown = std::min(forecast.past.size(), std::max(usual_past, 4 * forecast.steps.size()));
  const std::size_t first = forecast.past.size() - shown;
  std::vector<Point> past;
  std::vector<Point> value;
  std::vector<Point> truth;
  std::vector<Point> band;  // upper side, then the lower one backwards
  for (std::size_t i = first; i < forecast.past.size(); ++i) {
    past.push_back({static_cast<double>(i), forecast.past[i].front()});
  }
  const double begin = static_cast<double>(forecast.past.size());
  for (std::size_t i = 0; i < forecast.steps.size(); ++i) {
    const tasks::ForecastStep& step = forecast.steps[i];
    const double x = begin + static_cast<double>(i);
    value.push_back({x, step.value.front()});
    if (!step.truth.empty()) truth.push_back({x, step.truth.front()});
    if (!step.upper.empty()) band.push_back({x, step.upper.front()});
  }
  for (std::size_t i = forecast.steps.size(); i-- > 0;) {
    const tasks::ForecastStep& step = forecast.steps[i];
    if (!step.lower.empty()) band.push_back({begin + static_cast<double>(i), step.lower.front()});
  }
  Frame frame;
  for (const std::vector<Point>* line : {&past, &value, &truth, &band}) {
    for (const Point& point : *line) frame.include(point);
  }
  frame.settle();
  std::string svg = fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 720 400\" font-family=\"sans-serif\" font-size=\"13\">\n"
      "<rect width=\"720\" height=\"400\" fill=\"white\"/>\n<text x=\"{}\" y=\"28\" font-size=\"15\">{}</text>\n",
      left, escaped(title));
  svg += grid(frame);
  if (!band.empty()) svg += fmt::format("<polygon points=\"{}\" fill=\"#fed7aa\"/>\n", frame.points(band));
  svg += polyline(frame, past, "#334155");
  svg += polyline(frame, truth, "#94a3b8");
  svg += polyline(frame, value, "#c2410c", truth.empty() ? "" : " stroke-dasharray=\"4 2\"");
  svg += fmt::format(
      "<text x=\"{}\" y=\"28\" text-anchor=\"end\"><tspan fill=\"#334155\">data</tspan> "
      "<tspan fill=\"#c2410c\">{}</tspan></text>\n",
      left + width, truth.empty() ? "forecast and band" : "simulation");
  return svg + "</svg>\n";
}

}  // namespace elman::cli
