// Dropout of one range, compiled once per target.
#if defined(ELMAN_KERNELS_DROPOUT_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef ELMAN_KERNELS_DROPOUT_INL_H_
#undef ELMAN_KERNELS_DROPOUT_INL_H_
#else
#define ELMAN_KERNELS_DROPOUT_INL_H_
#endif

#include <algorithm>
#include <cstring>

#include "elman/kernels/math-inl.h"
#include "elman/philox.h"

HWY_BEFORE_NAMESPACE();
namespace elman::kernels::HWY_NAMESPACE {

// Writes the words of `blocks` consecutive Philox blocks, as philox() gives them. blocks is a multiple of wide_blocks.
#if HWY_TARGET == HWY_SCALAR

constexpr std::size_t wide_blocks = 1;

HWY_INLINE void PhiloxWords(std::uint64_t block, std::size_t blocks, std::uint64_t key, std::uint32_t* words) {
  for (std::size_t i = 0; i < blocks; ++i) {
    const PhiloxCounter random = philox(block + i, key);
    for (std::size_t j = 0; j < 4; ++j) words[4 * i + j] = random[j];
  }
}

#else

using WordLanes = hn::ScalableTag<std::uint64_t>;  // a word in the lower half of each lane, the upper half is not read
using Words = hn::Vec<WordLanes>;
constexpr std::size_t wide_blocks = HWY_LANES(std::uint64_t);

HWY_INLINE Words Product(Words a, Words b) {
  const hn::RepartitionToNarrow<WordLanes> narrow;
  return hn::MulEven(hn::BitCast(narrow, a), hn::BitCast(narrow, b));
}

HWY_INLINE void PhiloxWords(std::uint64_t block, std::size_t blocks, std::uint64_t key, std::uint32_t* words) {
  using C = PhiloxConstants;
  const WordLanes d;
  const Words multiplier0 = hn::Set(d, C::multiplier0);
  const Words multiplier1 = hn::Set(d, C::multiplier1);
  const Words low = hn::Set(d, 0xFFFFFFFF);
  for (std::size_t i = 0; i < blocks; i += wide_blocks) {
    Words c0 = hn::Iota(d, block + i);
    Words c1 = hn::ShiftRight<32>(c0);
    Words c2 = hn::Zero(d);
    Words c3 = c2;
    auto key0 = static_cast<std::uint32_t>(key);
    auto key1 = static_cast<std::uint32_t>(key >> 32);
    for (int round = 0; round < C::rounds; ++round) {
      const Words product0 = Product(c0, multiplier0);
      const Words product1 = Product(c2, multiplier1);
      c0 = hn::Xor(hn::Xor(hn::ShiftRight<32>(product1), c1), hn::Set(d, key0));
      c1 = product1;
      c2 = hn::Xor(hn::Xor(hn::ShiftRight<32>(product0), c3), hn::Set(d, key1));
      c3 = product0;
      key0 += C::increment0;
      key1 += C::increment1;
    }
    const Words first_pair = hn::Or(hn::And(c0, low), hn::ShiftLeft<32>(c1));
    const Words second_pair = hn::Or(hn::And(c2, low), hn::ShiftLeft<32>(c3));
    HWY_ALIGN std::uint64_t pairs[2 * wide_blocks];
    hn::StoreInterleaved2(first_pair, second_pair, d, pairs);
    std::memcpy(words + 4 * i, pairs, sizeof(pairs));  // little-endian, as every target but the scalar one is
  }
}

#endif

// As kernels::dropout.
HWY_INLINE void Dropout(std::size_t n, std::uint64_t key, std::uint64_t offset, Scalar p, const Scalar* x, Scalar* mask,
                        Scalar* y) {
  constexpr std::size_t chunk = 64;  // blocks
  static_assert(chunk % wide_blocks == 0);
  std::uint32_t words[4 * chunk];
  // The share of words below the threshold is p.
  const auto threshold = static_cast<std::uint32_t>(std::min(static_cast<double>(p) * 4294967296.0, 4294967295.0));
  const Scalar kept = p < 1 ? 1 / (1 - p) : 0;
  for (std::size_t i = 0; i < n;) {
    const std::uint64_t element = offset + i;
    const auto skipped = static_cast<std::size_t>(element % 4);
    const std::size_t count = std::min(n - i, 4 * chunk - skipped);
    const std::size_t blocks = (skipped + count + 3) / 4;
    PhiloxWords(element / 4, (blocks + wide_blocks - 1) / wide_blocks * wide_blocks, key, words);
    for (std::size_t j = 0; j < count; ++j) mask[i + j] = words[skipped + j] >= threshold ? kept : 0;
    Map(count, x + i, mask + i, y + i, [](Vector a, Vector b) HWY_ATTR { return hn::Mul(a, b); });
    i += count;
  }
}

}  // namespace elman::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
