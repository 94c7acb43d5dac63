// Memory of one step: allocated in order, freed all at once.
#pragma once

#include <cstddef>
#include <vector>

namespace elman {

// Grows by blocks while a step is larger than any before; reset() then merges them into one, so that a step of a size
// already seen allocates nothing. Memory is aligned to 64 bytes and not initialised.
class Arena {
 public:
  Arena() = default;
  ~Arena();
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;

  void* allocate(std::size_t bytes);
  template <class T>
  T* array(std::size_t count) {
    return static_cast<T*>(allocate(count * sizeof(T)));
  }
  // Invalidates everything that was allocated.
  void reset();
  std::size_t capacity() const;

 private:
  struct Block {
    std::byte* memory = nullptr;
    std::size_t size = 0;
  };
  std::vector<Block> blocks_;
  std::size_t used_ = 0;  // of the last block
};

}  // namespace elman
