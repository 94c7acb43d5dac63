// Random numbers and aligned memory for the tests of matrix products.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <new>
#include <random>
#include <vector>

#include "elman/scalar.h"

namespace elman::test {

constexpr Scalar untouched = 12345;

struct Free {
  void operator()(Scalar* p) const { std::free(p); }
};

// Exactly `size` scalars at an address that 64 divides, so that a sanitizer sees the first one past the end.
inline std::unique_ptr<Scalar[], Free> aligned(std::size_t size) {
  void* p = nullptr;
  if (posix_memalign(&p, 64, size * sizeof(Scalar) + 1) != 0) throw std::bad_alloc();
  std::fill_n(static_cast<Scalar*>(p), size, untouched);
  return std::unique_ptr<Scalar[], Free>(static_cast<Scalar*>(p));
}

class Numbers {
 public:
  explicit Numbers(unsigned seed) : engine_(seed) {}

  int between(int low, int high) { return std::uniform_int_distribution<int>(low, high)(engine_); }
  bool flip() { return between(0, 1) == 1; }
  // Up to `high`; more often 0 and 1 than others.
  int size(int high) { return between(0, 9) == 0 ? between(0, 1) : between(1, high); }

  // Small whole numbers: every sum of products of them is exact, in any order.
  std::vector<Scalar> whole(int count) {
    std::vector<Scalar> v(static_cast<std::size_t>(count));
    for (Scalar& x : v) x = static_cast<Scalar>(between(-3, 3));
    return v;
  }
  std::vector<Scalar> real(int count) {
    std::vector<Scalar> v(static_cast<std::size_t>(count));
    for (Scalar& x : v) x = std::uniform_real_distribution<Scalar>(-1, 1)(engine_);
    return v;
  }
  // `count` entries of -1 .. below, or of 0 .. below.
  std::vector<std::int32_t> index(int count, int below, int lowest) {
    std::vector<std::int32_t> v(static_cast<std::size_t>(count));
    for (std::int32_t& i : v) i = between(below == 0 ? -1 : lowest, below - 1);
    return v;
  }

 private:
  std::mt19937 engine_;
};

}  // namespace elman::test
