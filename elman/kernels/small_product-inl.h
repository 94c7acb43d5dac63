// Products of small matrices that are in the caches, compiled once per target: attention has many of them.
#if defined(ELMAN_KERNELS_SMALL_PRODUCT_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef ELMAN_KERNELS_SMALL_PRODUCT_INL_H_
#undef ELMAN_KERNELS_SMALL_PRODUCT_INL_H_
#else
#define ELMAN_KERNELS_SMALL_PRODUCT_INL_H_
#endif

#include <algorithm>
#include <cstddef>

#include "elman/kernels/panel-inl.h"
#include "elman/kernels/scattered_rows-inl.h"

HWY_BEFORE_NAMESPACE();
namespace elman::kernels::HWY_NAMESPACE {

// C (rows, columns) = A (rows, depth) B (depth, columns). Element (i, k) of A is a[i * row_stride + k * depth_stride].
// Rows of B are b_stride apart and hold whole vectors: what is past `columns` is read, not used. Every element of C is
// summed by one accumulator in order of k, whatever the block that it is in.
struct SmallProduct {
  int rows;
  int depth;
  int columns;
  const Scalar* a;
  std::ptrdiff_t row_stride;
  std::ptrdiff_t depth_stride;
  const Scalar* b;
  std::ptrdiff_t b_stride;
  bool accumulate;  // adds to C
  // (rows) where what is not zero of row i of A begins and ends, so that the rest need not be read; may be null.
  const Scalar* row_begin;
  const Scalar* row_end;
};

struct SmallBlock {
  int depth;
  const Scalar* a;
  std::ptrdiff_t row_stride;
  std::ptrdiff_t depth_stride;
  const Scalar* b;
  std::ptrdiff_t b_stride;
  bool accumulate;
  int last;  // columns of the last vector that exist
  Scalar* to[8];
};

template <int rows, int vectors>
HWY_NOINLINE void MultiplySmallBlock(const SmallBlock& block) {
  constexpr Lanes d;
  Vector sum[rows][vectors];
  ELMAN_UNROLL(8)
  for (int i = 0; i < rows; ++i) {
    if (block.accumulate) {
      ELMAN_UNROLL(4)
      for (int j = 0; j < vectors - 1; ++j) sum[i][j] = hn::LoadU(d, block.to[i] + j * lane_count);
      sum[i][vectors - 1] = load_first(block.to[i] + (vectors - 1) * lane_count, block.last);
    } else {
      ELMAN_UNROLL(4)
      for (int j = 0; j < vectors; ++j) sum[i][j] = hn::Zero(d);
    }
  }
  const Scalar* a = block.a;
  const Scalar* b = block.b;
  for (int k = 0; k < block.depth; ++k, a += block.depth_stride, b += block.b_stride) {
    Vector w[vectors];
    ELMAN_UNROLL(4)
    for (int j = 0; j < vectors; ++j) w[j] = hn::LoadU(d, b + j * lane_count);
    ELMAN_UNROLL(8)
    for (int i = 0; i < rows; ++i) {
      const Vector x = hn::Set(d, a[i * block.row_stride]);
      ELMAN_UNROLL(4)
      for (int j = 0; j < vectors; ++j) sum[i][j] = hn::MulAdd(x, w[j], sum[i][j]);
    }
  }
  ELMAN_UNROLL(8)
  for (int i = 0; i < rows; ++i) {
    ELMAN_UNROLL(4)
    for (int j = 0; j < vectors - 1; ++j) hn::StoreU(sum[i][j], d, block.to[i] + j * lane_count);
    store_first(sum[i][vectors - 1], block.to[i] + (vectors - 1) * lane_count, block.last);
  }
}

template <int vectors, int rows = max_rows<vectors>>
HWY_INLINE void MultiplySmallRows(int count, const SmallBlock& block) {
  if constexpr (rows > 1) {
    if (count < rows) return MultiplySmallRows<vectors, rows - 1>(count, block);
  }
  MultiplySmallBlock<rows, vectors>(block);
}

// All rows, in blocks as equal as can be, times `vectors` vectors of columns from `column` on.
template <int vectors>
HWY_INLINE void MultiplySmallColumns(const SmallProduct& p, int column, int last, const TargetRows& c) {
  const int blocks = (p.rows + max_rows<vectors> - 1) / max_rows<vectors>;
  for (int block = 0, row = 0; block < blocks; ++block) {
    const int count = (p.rows - row + blocks - block - 1) / (blocks - block);
    int begin = 0;
    int end = p.depth;
    if (p.row_begin != nullptr) {
      begin = static_cast<int>(*std::min_element(p.row_begin + row, p.row_begin + row + count));
    }
    if (p.row_end != nullptr) end = static_cast<int>(*std::max_element(p.row_end + row, p.row_end + row + count));
    SmallBlock b{end - begin,
                 p.a + row * p.row_stride + begin * p.depth_stride,
                 p.row_stride,
                 p.depth_stride,
                 p.b + begin * p.b_stride + column,
                 p.b_stride,
                 p.accumulate,
                 last,
                 {}};
    for (int i = 0; i < count; ++i) b.to[i] = c[row + i] + column;
    MultiplySmallRows<vectors>(count, b);
    row += count;
  }
}

HWY_INLINE void MultiplySmall(const SmallProduct& p, const TargetRows& c) {
  int vectors = (p.columns + lane_count - 1) / lane_count;
  for (int column = 0; column < p.columns;) {
    // As equal as can be here too.
    const int groups = (vectors + 3) / 4;
    const int together = (vectors + groups - 1) / groups;
    const int last = std::min(lane_count, p.columns - column - (together - 1) * lane_count);
    switch (together) {
      case 1:
        MultiplySmallColumns<1>(p, column, last, c);
        break;
      case 2:
        MultiplySmallColumns<2>(p, column, last, c);
        break;
      case 3:
        MultiplySmallColumns<3>(p, column, last, c);
        break;
      default:
        MultiplySmallColumns<4>(p, column, last, c);
    }
    column += together * lane_count;
    vectors -= together;
  }
}

}  // namespace elman::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
