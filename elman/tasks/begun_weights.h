// Weights that a model begins with instead of random ones.
#pragma once

#include <string>

#include "elman/tasks/model.h"

namespace elman::tasks {

// Copies each tensor of a model whose vocabularies are the beginning of the other one's: rows of new symbols stay as
// they are. Throws UsageError if the networks differ otherwise; `path` is the first one's file.
void take_weights(const Model& from, const std::string& path, Model& to);

}  // namespace elman::tasks
