#include "elman/tasks/model.h"

namespace elman::tasks {

void save(const std::string& path, const Model& model) {
  io::ModelDescription description;
  description.kind = model.kind();
  description.sections = model.sections();
  description.provenance = model.provenance;
  io::write_model_file(path, description, model.tensors());
}

}  // namespace elman::tasks
