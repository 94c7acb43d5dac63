#include "cli/course/chart.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace elman::cli {
namespace {

constexpr double lowest_drawn = 1e-12;
constexpr int about_ticks = 5;

struct Extent {
  double low = std::numeric_limits<double>::infinity();
  double high = -std::numeric_limits<double>::infinity();

  void add(double value) {
    if (!std::isfinite(value)) return;
    low = std::min(low, value);
    high = std::max(high, value);
  }
};

// 1, 2 or 5 times a power of ten.
double round_step(double step) {
  const double power = std::pow(10, std::floor(std::log10(step)));
  for (const double factor : {1.0, 2.0, 5.0}) {
    if (factor * power >= step * 0.999) return factor * power;
  }
  return 10 * power;
}

Axis linear_axis(const Extent& extent, bool tight) {
  Axis axis;
  axis.low = extent.low;
  axis.high = extent.high > extent.low ? extent.high : extent.low + 1;
  const double step = round_step((axis.high - axis.low) / about_ticks);
  if (!tight) {
    axis.low = step * std::floor(axis.low / step + 1e-9);
    axis.high = step * std::ceil(axis.high / step - 1e-9);
  }
  for (double i = std::ceil(axis.low / step - 1e-9); i * step <= axis.high + 1e-9 * step; ++i) {
    axis.ticks.push_back(i * step + 0.0);
  }
  return axis;
}

Axis logarithmic_axis(const Extent& extent) {
  Axis axis{.logarithmic = true};
  double high = std::ceil(std::log10(extent.high) - 1e-9);
  double low = std::floor(std::log10(std::max(extent.low, lowest_drawn)) + 1e-9);
  if (!(low < high)) low = high - 1;
  axis.low = std::pow(10, low);
  axis.high = std::pow(10, high);
  const double every = std::max(1.0, std::ceil((high - low) / about_ticks));
  for (double decade = high; decade >= low; decade -= every) axis.ticks.push_back(std::pow(10, decade));
  std::ranges::reverse(axis.ticks);
  return axis;
}

}  // namespace

bool Axis::holds(double value) const {
  if (logarithmic) return std::isfinite(value) && value >= 0.999 * low;
  return std::isfinite(value) && value >= low - 1e-9 * (high - low);
}

double Axis::share(double value) const {
  if (logarithmic) return std::log10(value / low) / std::log10(high / low);
  return (value - low) / (high - low);
}

std::string Axis::label(double tick) const {
  if (logarithmic) return fmt::format("1e{:+.0f}", std::log10(tick));
  if (std::abs(tick) >= 1e6) return fmt::format("{:.0e}", tick);
  return fmt::format("{:.6g}", std::abs(tick) < 1e-12 ? 0 : tick);
}

Chart chart_of(const lessons::Plot& plot) {
  Extent x;
  Extent y;
  for (const lessons::Series& series : plot.series) {
    for (std::size_t i = 0; i < series.values.size(); ++i) {
      x.add(series.start + static_cast<double>(i) * series.step);
      if (!plot.logarithmic || series.values[i] > 0) y.add(series.values[i]);
    }
  }
  for (const lessons::Mark& mark : plot.marks) {
    x.add(mark.x);
    y.add(mark.y);
  }
  if (!(x.low <= x.high)) x = {0, 1};
  if (!(y.low <= y.high)) y = {plot.logarithmic ? 0.1 : 0, 1};
  return {linear_axis(x, true), plot.logarithmic ? logarithmic_axis(y) : linear_axis(y, false)};
}

}  // namespace elman::cli
