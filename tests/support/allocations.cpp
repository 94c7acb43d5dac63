#include "tests/support/allocations.h"

#include <atomic>
#include <cstddef>
#include <cstdlib>
#include <new>

namespace elman::test {

namespace {
std::atomic<std::int64_t> allocations{0};
std::atomic<std::int64_t> given_back{0};
std::atomic<std::int64_t> failing{-1};  // number of the allocation that throws
}  // namespace

std::int64_t allocation_count() { return allocations.load(); }
std::int64_t allocations_alive() { return allocations.load() - given_back.load(); }

FailingAllocation::FailingAllocation(std::int64_t number) { failing = allocations.load() + number; }
FailingAllocation::~FailingAllocation() { failing = -1; }
bool FailingAllocation::has_failed() const { return failing.load() < allocations.load(); }

namespace {

void* allocate(std::size_t bytes, std::size_t alignment) {
  if (allocations.fetch_add(1, std::memory_order_relaxed) == failing.load(std::memory_order_relaxed)) {
    given_back.fetch_add(1, std::memory_order_relaxed);
    throw std::bad_alloc();
  }
  const std::size_t rounded = (bytes + alignment - 1) / alignment * alignment;
  void* memory = alignment <= alignof(std::max_align_t)
                     ? std::malloc(bytes == 0 ? 1 : bytes)
                     : std::aligned_alloc(alignment, rounded == 0 ? alignment : rounded);
  if (memory == nullptr) {
    given_back.fetch_add(1, std::memory_order_relaxed);
    throw std::bad_alloc();
  }
  return memory;
}

void give_back(void* memory) noexcept {
  if (memory != nullptr) given_back.fetch_add(1, std::memory_order_relaxed);
  std::free(memory);
}

}  // namespace

}  // namespace elman::test

// The array forms call these. The nothrow form would too, but if it is left out, a sanitizer provides its own,
// whose memory is not for free().
void* operator new(std::size_t bytes) { return elman::test::allocate(bytes, 1); }
void* operator new(std::size_t bytes, const std::nothrow_t&) noexcept {
  try {
    return elman::test::allocate(bytes, 1);
  } catch (const std::bad_alloc&) {
    return nullptr;
  }
}
void* operator new(std::size_t bytes, std::align_val_t alignment) {
  return elman::test::allocate(bytes, static_cast<std::size_t>(alignment));
}
void operator delete(void* memory) noexcept { elman::test::give_back(memory); }
void operator delete(void* memory, std::size_t) noexcept { elman::test::give_back(memory); }
void operator delete(void* memory, std::align_val_t) noexcept { elman::test::give_back(memory); }
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept { elman::test::give_back(memory); }
