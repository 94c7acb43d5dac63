// Which instruction set the kernels run on. Chosen once, at the first kernel call: the best that the processor has, or
// the one that the environment variable ELMAN_TARGET names.
#pragma once

#include <string>
#include <vector>

namespace elman::kernels {

// Name of the target in use: "avx512", "avx2", "sse4", "neon", "scalar".
std::string target_name();

// Targets of this build that the processor has, best first.
std::vector<std::string> available_targets();

// Makes kernels use the named target from now on; packed weights made before it must be packed again, so call it before
// anything else. Throws std::invalid_argument for a name that is not available.
void use_target(const std::string& name);

}  // namespace elman::kernels
