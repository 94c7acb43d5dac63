// The axes of a plot, for whoever draws it.
#pragma once

#include <string>
#include <vector>

#include "lessons/document.h"

namespace elman::cli {

struct Axis {
  double low = 0;
  double high = 1;
  bool logarithmic = false;  // low and high are positive then
  std::vector<double> ticks = {};

  // Whether the value lies on it.
  bool holds(double value) const;
  // From 0 at low to 1 at high.
  double share(double value) const;
  std::string label(double tick) const;
};

struct Chart {
  Axis x;
  Axis y;
};

// Axes with about five ticks each that hold all curves and marks; what is below 1e-12 of a logarithmic one is left out.
Chart chart_of(const lessons::Plot& plot);

}  // namespace elman::cli
