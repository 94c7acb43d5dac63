#include "elman/system/huge_pages.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <vector>

namespace elman::system {
namespace {

TEST(HugePages, WhatIsInMemoryStays) {
  for (const std::size_t size : {std::size_t{0}, std::size_t{1}, std::size_t{5000}, std::size_t{9} << 20}) {
    std::vector<char> memory(size, 'a');
    prefer_huge_pages(memory.data(), memory.size());
    EXPECT_EQ(std::count(memory.begin(), memory.end(), 'a'), static_cast<std::ptrdiff_t>(size));
    std::fill(memory.begin(), memory.end(), 'b');
    EXPECT_EQ(std::count(memory.begin(), memory.end(), 'b'), static_cast<std::ptrdiff_t>(size));
  }
}

}  // namespace
}  // namespace elman::system
