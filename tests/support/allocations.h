// Counts what the whole test program takes from the heap, and makes it fail.
#pragma once

#include <cstdint>

namespace elman::test {

// Calls of operator new so far, in all threads.
std::int64_t allocation_count();
// Of these, how many have not been given back.
std::int64_t allocations_alive();

// While it lives, the allocation with this number from now (0: the next), in any thread, throws std::bad_alloc. Once.
class FailingAllocation {
 public:
  explicit FailingAllocation(std::int64_t number);
  ~FailingAllocation();
  FailingAllocation(const FailingAllocation&) = delete;
  FailingAllocation& operator=(const FailingAllocation&) = delete;

  // Whether it has come to that allocation.
  bool has_failed() const;
};

}  // namespace elman::test
