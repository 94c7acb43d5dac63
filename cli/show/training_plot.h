// How a training went, as a picture.
#pragma once

#include <span>
#include <string>

#include "elman/train/trainer.h"

namespace elman::cli {

// SVG: loss, each score of dev, and the learning rate, one below the other by epoch. The best epochs so far are dots.
std::string training_svg(std::span<const train::EpochReport> epochs);

}  // namespace elman::cli
