// A forecaster as sections and tensors of a model file.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "elman/io/model_file.h"
#include "elman/tasks/forecaster.h"

namespace elman::tasks {

std::vector<io::Section> sections_of(const Forecaster& forecaster);

struct ForecasterFile {
  SeriesCoding coding;
  std::unique_ptr<model::Forecaster> network;
  std::unique_ptr<model::Forecaster> floor;
  Bands bands;
};
// Throws ModelError for a file that is not complete or contradicts itself.
ForecasterFile read_forecaster(const io::ModelFile& file);

// "y(t) = 0.93 y(t-1) + 0.2 y(t-1) u(t)": a polynomial in scaled numbers, for people.
std::string equation_of(const Forecaster& forecaster);

}  // namespace elman::tasks
