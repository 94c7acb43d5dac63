// Large pages of memory, which need fewer translations of addresses.
#pragma once

#include <cstddef>

namespace elman::system {

// Asks the system for huge pages where memory of `bytes` bytes holds whole ones; it may have none. What is in it stays.
void prefer_huge_pages(void* memory, std::size_t bytes);

}  // namespace elman::system
