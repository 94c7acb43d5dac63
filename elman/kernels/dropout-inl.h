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
  const Words step = hn::Set(d, wide_blocks);
  Words counter = hn::Iota(d, block);  // through memory: once
  for (std::size_t i = 0; i < blocks; i += wide_blocks, counter = hn::Add(counter, step)) {
    Words c0 = counter;
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

// `kept` in the lanes whose words are not below the threshold, else zero.
HWY_INLINE Vector KeptFactor(Lanes d, const std::uint32_t* words, std::uint32_t threshold, Scalar kept) {
#ifdef ELMAN_SCALAR_DOUBLE
  HWY_ALIGN Scalar factor[hn::MaxLanes(Lanes())];
  for (std::size_t i = 0; i < hn::Lanes(d); ++i) factor[i] = words[i] >= threshold ? kept : 0;
  return hn::Load(d, factor);
#else
  // As signed numbers, which every target compares: both are moved down by half of the range.
  constexpr std::uint32_t half = 1U << 31;
  const hn::RebindToUnsigned<Lanes> d_words;
  const hn::RebindToSigned<Lanes> d_signed;
  const auto moved = hn::BitCast(d_signed, hn::Xor(hn::LoadU(d_words, words), hn::Set(d_words, half)));
  const auto below = hn::Lt(moved, hn::Set(d_signed, static_cast<std::int32_t>(threshold ^ half)));
  return hn::IfThenZeroElse(hn::RebindMask(d, below), hn::Set(d, kept));
#endif
}

// Calls visit(i, factor) for each vector of n elements, the last of which may be cut: factor is what kernels::dropout
// multiplies elements i, i + 1, ... by.
template <class Visit>
HWY_INLINE void ForEachDropoutFactor(std::size_t n, std::uint64_t key, std::uint64_t offset, Scalar p,
                                     const Visit& visit) {
  const Lanes d;
  const std::size_t lanes = hn::Lanes(d);
  constexpr std::size_t chunk = 64;  // blocks
  static_assert(chunk % wide_blocks == 0);
  HWY_ALIGN std::uint32_t words[4 * chunk];
  // The share of words below the threshold is p.
  const auto threshold = static_cast<std::uint32_t>(std::min(static_cast<double>(p) * 4294967296.0, 4294967295.0));
  const Scalar kept = p < 1 ? 1 / (1 - p) : 0;
  for (std::size_t i = 0; i < n;) {
    const std::uint64_t element = offset + i;
    const auto skipped = static_cast<std::size_t>(element % 4);
    // Whole vectors, but at the end.
    const std::size_t count = std::min(n - i, (4 * chunk - skipped) / lanes * lanes);
    const std::size_t blocks = (skipped + (count + lanes - 1) / lanes * lanes + 3) / 4;
    PhiloxWords(element / 4, (blocks + wide_blocks - 1) / wide_blocks * wide_blocks, key, words);
    for (std::size_t j = 0; j < count; j += lanes) {
      visit(i + j, KeptFactor(d, words + skipped + j, threshold, kept));
    }
    i += count;
  }
}

// As kernels::dropout.
HWY_INLINE void Dropout(std::size_t n, std::uint64_t key, std::uint64_t offset, Scalar p, const Scalar* x, Scalar* mask,
                        Scalar* y) {
  const Lanes d;
  ForEachDropoutFactor(n, key, offset, p, [=](std::size_t i, Vector factor) HWY_ATTR {
    StoreUpTo(d, factor, mask + i, n - i);
    StoreUpTo(d, hn::Mul(LoadUpTo(d, x + i, n - i), factor), y + i, n - i);
  });
}

// The same without its mask.
HWY_INLINE void Dropout(std::size_t n, std::uint64_t key, std::uint64_t offset, Scalar p, const Scalar* x, Scalar* y) {
  const Lanes d;
  ForEachDropoutFactor(n, key, offset, p, [=](std::size_t i, Vector factor) HWY_ATTR {
    StoreUpTo(d, hn::Mul(LoadUpTo(d, x + i, n - i), factor), y + i, n - i);
  });
}

}  // namespace elman::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
