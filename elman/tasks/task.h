// The tasks that there are.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "elman/tasks/model.h"
#include "elman/tasks/preparation.h"

namespace elman::tasks {

struct Task {
  std::string_view name;     // as users write it: "transduce"
  std::string_view kind;     // in model files: "seq2seq"
  std::string_view summary;  // what is learnt from what, for help
  std::unique_ptr<Preparation> (*prepare)();
  std::unique_ptr<Model> (*read)(const io::ModelFile& file);
};

// The one table. The first is what `elman train` does if nothing else is asked for.
std::span<const Task> all_tasks();

// Throws UsageError that lists the names.
const Task& task_named(std::string_view name);

// A model of any task. Throws IoError if the file cannot be read, ModelError if it is not a complete, consistent model
// of a kind that is known.
std::unique_ptr<Model> open(const std::string& path);

}  // namespace elman::tasks
