#include "elman/tensor/instruction_set.h"

#include "elman/kernels/target.h"

namespace elman {

std::string instruction_set() { return kernels::target_name(); }

}  // namespace elman
