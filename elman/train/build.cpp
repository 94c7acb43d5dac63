#include "elman/train/build.h"

#include "elman/tensor/instruction_set.h"
#include "elman/version.h"

namespace elman::train {

std::string instruction_set() { return elman::instruction_set(); }

std::string build() { return std::string("elman ") + version() + " with " + instruction_set(); }

}  // namespace elman::train
