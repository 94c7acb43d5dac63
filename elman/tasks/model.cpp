#include "elman/tasks/model.h"

#include <fmt/core.h>

#include "elman/error.h"

namespace elman::tasks {

void refuse_kind(const Model& model, const std::string& path, std::string_view expected, std::string_view task) {
  throw UsageError(fmt::format("{}: found a model of kind {}, expected a {}; elman train --task {} makes one", path,
                               model.kind(), expected, task));
}

void save(const std::string& path, const Model& model) {
  io::ModelDescription description;
  description.kind = model.kind();
  description.sections = model.sections();
  description.provenance = model.provenance;
  io::write_model_file(path, description, model.tensors());
}

}  // namespace elman::tasks
