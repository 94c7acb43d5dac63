#include "elman/tensor/arena.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <cstring>
#include <vector>

#include "tests/support/allocations.h"

namespace elman::test {
namespace {

TEST(Arena, AllocatesAlignedMemoryThatDoesNotOverlap) {
  Arena arena;
  std::vector<std::pair<unsigned char*, std::size_t>> pieces;
  for (std::size_t bytes = 1; bytes < 200'000; bytes = bytes * 3 + 1) {
    auto* memory = arena.array<unsigned char>(bytes);
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(memory) % 64, 0U);
    std::memset(memory, static_cast<int>(pieces.size()), bytes);
    pieces.emplace_back(memory, bytes);
  }
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    EXPECT_EQ(pieces[i].first[0], i);
    EXPECT_EQ(pieces[i].first[pieces[i].second - 1], i);
  }
}

TEST(Arena, AStepOfASizeAlreadySeenAllocatesNothing) {
  Arena arena;
  const auto step = [&] {
    for (int i = 0; i < 50; ++i) arena.allocate(10'000);
    arena.reset();
  };
  step();
  const std::int64_t before = allocation_count();
  const std::size_t capacity = arena.capacity();
  step();
  step();
  EXPECT_EQ(allocation_count(), before);
  EXPECT_EQ(arena.capacity(), capacity);
  EXPECT_GE(capacity, 500'000U);
}

}  // namespace
}  // namespace elman::test
