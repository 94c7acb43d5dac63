// Turning rows into columns, in registers, compiled once per target.
#if defined(ELMAN_KERNELS_TURN_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef ELMAN_KERNELS_TURN_INL_H_
#undef ELMAN_KERNELS_TURN_INL_H_
#else
#define ELMAN_KERNELS_TURN_INL_H_
#endif

#include <cstdint>

#include "elman/scalar.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace elman::kernels::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

// What is turned over in registers: this many rows by as many columns, in 16 bytes each.
constexpr int block_size = HWY_TARGET == HWY_SCALAR ? 1 : 16 / static_cast<int>(sizeof(Scalar));
using Block = hn::CappedTag<Scalar, block_size>;

// As many rows as D has lanes, which become neighbouring columns.
template <class D>
struct Rows {
  static constexpr int count = static_cast<int>(hn::MaxLanes(D()));
  const Scalar* row[count];
  hn::Vec<D> factor;

  // To the second cache: in the first, rows that are a power of two apart would drive each other out.
  HWY_INLINE void prefetch(int k) const {
    for (const Scalar* r : row) __builtin_prefetch(r + k, 0, 2);
  }
};

// Block b of the vector = columns k .. k + block_size of row b * block_size.
template <class D>
HWY_INLINE hn::Vec<D> load_blocks(D d, const Scalar* const* row, int k) {
#if HWY_TARGET != HWY_SCALAR
  if constexpr (hn::MaxLanes(D()) > block_size) {
    constexpr hn::Half<D> half;
    return hn::Combine(d, load_blocks(half, row + hn::MaxLanes(half), k), load_blocks(half, row, k));
  }
#endif
  return hn::LoadU(d, *row + k);
}

// to[j * width + i] = factor[i] * row[i][k + j], j < block_size.
template <class D>
HWY_INLINE void turn_blocks(const Rows<D>& rows, int k, int width, Scalar* to) {
  constexpr D d;
  const auto store = [&](hn::Vec<D> v, int j) { hn::StoreU(hn::Mul(v, rows.factor), d, to + j * width); };
#if HWY_TARGET == HWY_SCALAR
  store(load_blocks(d, rows.row, k), 0);
#else
  const auto first = load_blocks(d, rows.row, k);
  const auto second = load_blocks(d, rows.row + 1, k);
  const auto low = hn::InterleaveLower(d, first, second);
  const auto high = hn::InterleaveUpper(d, first, second);
  if constexpr (block_size == 2) {
    store(low, 0);
    store(high, 1);
  } else {
    constexpr hn::Repartition<std::uint64_t, D> twos;
    const auto third = load_blocks(d, rows.row + 2, k);
    const auto fourth = load_blocks(d, rows.row + 3, k);
    const auto both = [&](hn::Vec<D> a, hn::Vec<D> b, int j) {
      const auto a2 = hn::BitCast(twos, a);
      const auto b2 = hn::BitCast(twos, b);
      store(hn::BitCast(d, hn::InterleaveLower(twos, a2, b2)), j);
      store(hn::BitCast(d, hn::InterleaveUpper(twos, a2, b2)), j + 1);
    };
    both(low, hn::InterleaveLower(d, third, fourth), 0);
    both(high, hn::InterleaveUpper(d, third, fourth), 2);
  }
#endif
}

}  // namespace elman::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
