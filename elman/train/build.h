// Which program computes, and with which instruction set: bits are promised for one build on one of these.
#pragma once

#include <string>

namespace elman::train {

std::string instruction_set();  // "avx512"
std::string build();            // "elman 0.1.0 with avx512"

}  // namespace elman::train
