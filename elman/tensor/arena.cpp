#include "elman/tensor/arena.h"

#include <algorithm>
#include <new>

#include "elman/system/huge_pages.h"

namespace elman {

namespace {
constexpr std::align_val_t alignment{64};
constexpr std::size_t smallest_block = std::size_t{1} << 16;
// From this size on, blocks have huge pages (2 MiB on x86), whose last is seldom full.
constexpr std::size_t large_block = std::size_t{16} << 20;

std::byte* allocate_block(std::size_t size) {
  auto* memory = static_cast<std::byte*>(::operator new(size, alignment));
  if (size >= large_block) system::prefer_huge_pages(memory, size);
  return memory;
}
}  // namespace

Arena::~Arena() {
  for (const Block& block : blocks_) ::operator delete(block.memory, alignment);
}

void* Arena::allocate(std::size_t bytes) {
  const std::size_t rounded = (bytes + 63) / 64 * 64;
  if (blocks_.empty() || blocks_.back().size - used_ < rounded) {
    const std::size_t size = std::max({rounded, smallest_block, capacity()});
    blocks_.reserve(blocks_.size() + 1);
    blocks_.push_back({allocate_block(size), size});
    used_ = 0;
  }
  void* result = blocks_.back().memory + used_;
  used_ += rounded;
  return result;
}

void Arena::reset() {
  if (blocks_.size() > 1) {
    const std::size_t total = capacity();
    for (const Block& block : blocks_) ::operator delete(block.memory, alignment);
    blocks_.clear();
    blocks_.push_back({allocate_block(total), total});
  }
  used_ = 0;
}

std::size_t Arena::capacity() const {
  std::size_t total = 0;
  for (const Block& block : blocks_) total += block.size;
  return total;
}

}  // namespace elman
