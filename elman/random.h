// Random numbers without hidden state.
#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace elman {

// Random numbers addressed by seed, stream and counter, by Philox4x32-10 (Salmon et al. 2011). Different streams of one
// seed are independent. The three numbers are the whole state: a generator made from those of another continues it.
class Random {
 public:
  explicit Random(std::uint64_t seed, std::uint64_t stream = 0, std::uint64_t counter = 0)
      : seed_(seed), stream_(stream), counter_(counter) {}

  std::uint64_t seed() const { return seed_; }
  std::uint64_t stream() const { return stream_; }
  std::uint64_t counter() const { return counter_; }

  // 64 random bits.
  std::uint64_t bits();
  // In [0, 1), a multiple of 2^-53.
  double uniform();
  // In [low, high); rounding to float may give high itself.
  double uniform(double low, double high);
  // Of mean 0 and variance 1 (Box & Muller 1958).
  double normal();
  // In 0 .. n - 1, each equally likely. Throws UsageError for n = 0.
  std::uint64_t below(std::uint64_t n);

  // Every order is equally likely (Fisher & Yates).
  template <class T>
  void shuffle(std::span<T> values) {
    for (std::size_t i = values.size(); i > 1; --i) std::swap(values[i - 1], values[below(i)]);
  }
  // 0 .. n - 1 in random order.
  std::vector<std::int32_t> permutation(std::int32_t n);

 private:
  std::uint64_t seed_;
  std::uint64_t stream_;
  std::uint64_t counter_;
};

}  // namespace elman
