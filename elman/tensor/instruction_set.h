// Which instruction set computes, for rooms that do not know the kernels.
#pragma once

#include <string>

namespace elman {

// "avx512", "avx2", "sse4", "neon" or "scalar": the best that the processor has, or what ELMAN_TARGET names.
std::string instruction_set();

}  // namespace elman
