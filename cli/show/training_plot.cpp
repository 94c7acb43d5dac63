#include "cli/show/training_plot.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "cli/show/markup.h"

namespace elman::cli {
namespace {

constexpr double left = 80;
constexpr double width = 560;
constexpr double height = 120;
constexpr double between = 50;  // panels

// Values by epoch under a title, from its lowest to its highest value.
class Panel {
 public:
  Panel(std::string title, double top) : title_(std::move(title)), top_(top) {}
  void add(double value) { values_.push_back(value); }

  std::string svg(std::span<const train::EpochReport> epochs) const {
    double low = std::numeric_limits<double>::infinity();
    double high = -low;
    for (const double value : values_) {
      if (!std::isfinite(value)) continue;
      low = std::min(low, value);
      high = std::max(high, value);
    }
    if (!(low <= high)) low = high = 0;
    const double range = high > low ? high - low : 1;
    const double steps = static_cast<double>(std::max<std::size_t>(values_.size(), 2) - 1);
    std::string points;
    std::string dots;
    for (std::size_t i = 0; i < values_.size(); ++i) {
      if (!std::isfinite(values_[i])) continue;
      const double x = left + width * static_cast<double>(i) / steps;
      const double y = top_ + height * (high - values_[i]) / range;
      points += fmt::format("{:.1f},{:.1f} ", x, y);
      if (epochs[i].best) dots += fmt::format("<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"2.5\"/>\n", x, y);
    }
    return fmt::format(
        "<text x=\"{0}\" y=\"{1}\">{2}</text>\n"
        "<rect x=\"{0}\" y=\"{3}\" width=\"{4}\" height=\"{5}\" fill=\"none\" stroke=\"#bbb\"/>\n"
        "<text x=\"{6}\" y=\"{7}\" text-anchor=\"end\">{8:.4g}</text>\n"
        "<text x=\"{6}\" y=\"{9}\" text-anchor=\"end\">{10:.4g}</text>\n"
        "<polyline points=\"{11}\" fill=\"none\" stroke=\"#1f5fa8\" stroke-width=\"1.5\"/>\n{12}",
        left, top_ - 6, escaped(title_), top_, width, height, left - 6, top_ + 10, high, top_ + height, low, points,
        dots);
  }

 private:
  std::string title_;
  double top_;
  std::vector<double> values_;
};

}  // namespace

std::string training_svg(std::span<const train::EpochReport> epochs) {
  std::vector<Panel> panels;
  const auto panel = [&panels](const std::string& title) {
    panels.emplace_back(title, between + static_cast<double>(panels.size()) * (height + between));
  };
  panel("loss");
  const std::size_t scores = epochs.empty() ? 0 : epochs.front().scores.size();
  for (std::size_t i = 0; i < scores; ++i) panel("dev " + epochs.front().scores[i].name);
  panel("learning rate");
  for (const train::EpochReport& epoch : epochs) {
    panels.front().add(epoch.loss);
    for (std::size_t i = 0; i < scores; ++i) panels[i + 1].add(epoch.scores[i].value);
    panels.back().add(epoch.learning_rate);
  }
  const double bottom = static_cast<double>(panels.size()) * (height + between) + between;
  std::string svg = fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0} {1}\" width=\"{0}\" height=\"{1}\" "
      "font-family=\"sans-serif\" font-size=\"12\" fill=\"#1f5fa8\">\n<rect width=\"100%\" height=\"100%\" "
      "fill=\"#fff\"/>\n",
      left + width + 40, bottom);
  for (const Panel& each : panels) svg += each.svg(epochs);
  if (!epochs.empty()) {
    svg += fmt::format(
        "<text x=\"{}\" y=\"{}\">epoch {}</text>\n<text x=\"{}\" y=\"{}\" text-anchor=\"end\">{}</text>\n", left,
        bottom - between / 2, epochs.front().epoch, left + width, bottom - between / 2, epochs.back().epoch);
  }
  return svg + "</svg>\n";
}

}  // namespace elman::cli
