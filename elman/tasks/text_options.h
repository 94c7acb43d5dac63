// What users say of a running text.
#pragma once

#include "elman/fields.h"
#include "elman/text/running_text.h"

namespace elman::tasks {

struct TextOptions {
  text::RunningFormat format = {};
  double held_out = 0.1;
};
Fields fields(TextOptions& options);

}  // namespace elman::tasks
