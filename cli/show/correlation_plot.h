// What errors still know, as a picture.
#pragma once

#include <string>
#include <vector>

#include "elman/tasks/report.h"

namespace elman::cli {

// Below each other: a bar for each lag, and dashed lines between which 95 % of the bars are by chance. SVG.
std::string correlations_svg(const std::vector<tasks::Correlogram>& correlograms);

}  // namespace elman::cli
