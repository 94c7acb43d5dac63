// Counts what the whole test program takes from the heap.
#pragma once

#include <cstdint>

namespace elman::test {

// Calls of operator new so far, in all threads.
std::int64_t allocation_count();

}  // namespace elman::test
