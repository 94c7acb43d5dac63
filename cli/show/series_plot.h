// A series with what is forecast of it, as a picture.
#pragma once

#include <string>

#include "elman/tasks/forecasting.h"

namespace elman::cli {

// The first target: what was, what is forecast with its band, and what came if that is known. SVG.
std::string series_svg(const tasks::SeriesForecast& forecast, const std::string& title);

}  // namespace elman::cli
