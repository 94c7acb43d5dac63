// How much memory there can be.
#pragma once

#include <cstdint>

namespace elman::system {

// Bytes that this process may use at most: the machine's memory, or its limit of address space (ulimit -v) where that
// is smaller. The largest number where the system does not say.
std::uint64_t memory_limit();

}  // namespace elman::system
