// The cases that oneDNN has, as in ../task.h.
#pragma once

#include "benchmarks/task.h"

namespace elman::benchmarks::onednn {

Task product_task(const Case& asked);
Task layer_task(const Case& asked);

}  // namespace elman::benchmarks::onednn
