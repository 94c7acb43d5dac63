// The micro-kernel of every matrix product: a few rows of A times one panel (or a few) of packed weights, see gemm.h.
// The caller owns the accumulators, so a layer can start them from its gate inputs and finish the gates in registers:
//
//   using V = Vector;
//   V sum[3][4];                                   // at most max_rows<4> rows
//   load_block(inputs, input_stride, sum);         // or zero_block(sum)
//   accumulate_panel(hidden_size, h, h_stride, 1, panel, sum);
//   ... sum[row][gate] ...                         // loops over it under ELMAN_UNROLL(8), else it leaves the registers
//
// Element (i, j) of a block adds a(i, 0) p(0, j), a(i, 1) p(1, j), ... to its start one after another (fused if the
// target has FMA): the same bits whatever the number of rows or panels in the block.

// Per-target guard: this file is included once for each target.
#if defined(ELMAN_KERNELS_PANEL_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef ELMAN_KERNELS_PANEL_INL_H_
#undef ELMAN_KERNELS_PANEL_INL_H_
#else
#define ELMAN_KERNELS_PANEL_INL_H_
#endif

#include <algorithm>
#include <cstddef>

#include "elman/scalar.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace elman::kernels::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

using Lanes = hn::ScalableTag<Scalar>;
using Vector = hn::Vec<Lanes>;
constexpr int lane_count = static_cast<int>(HWY_LANES(Scalar));

// Accumulators that leave registers for the weights and the broadcast elements of A: 24 of 32, or 12 of 16; SSE4 has no
// FMA and needs more for the products.
constexpr int accumulators = HWY_TARGET == HWY_AVX3 || HWY_TARGET == HWY_NEON ? 24 : HWY_TARGET == HWY_SSE4 ? 8 : 12;

// The most rows that a block of `vectors` vectors keeps in registers: AVX-512 6x4 and 8x3, AVX2 3x4 and 4x3, SSE4 2x4.
template <int vectors>
constexpr int max_rows = std::min(8, accumulators / vectors);

// sum[i][j] += sum over k < depth of a[i * row_stride + k * depth_stride] * panel[k * panel_width * lane_count + j],
// for vectors j of one panel. With panels > 1 vectors are taken from consecutive panels (panel_stride scalars apart),
// the same number from each. Panels are aligned to a vector. Pass depth_stride as a literal 1 if it is 1.
template <int panels = 1, int panel_width = 0, int rows, int vectors>
HWY_INLINE void accumulate_panel(int depth, const Scalar* HWY_RESTRICT a, std::ptrdiff_t row_stride,
                                 std::ptrdiff_t depth_stride, const Scalar* HWY_RESTRICT panel,
                                 Vector (&sum)[rows][vectors], std::ptrdiff_t panel_stride = 0) {
  static_assert(rows <= 8 && vectors % panels == 0);
  constexpr int from_each = vectors / panels;
  constexpr int width = panel_width == 0 ? from_each : panel_width;
  constexpr Lanes d;
  ELMAN_UNROLL(4)
  for (int k = 0; k < depth; ++k) {
    // Of rows and vectors, the fewer are held in registers while the others stream past.
    if constexpr (rows < vectors) {
      Vector x[rows];
      ELMAN_UNROLL(8)
      for (int i = 0; i < rows; ++i) x[i] = hn::Set(d, a[i * row_stride]);
      ELMAN_UNROLL(12)
      for (int j = 0; j < vectors; ++j) {
        const Vector w = hn::Load(d, panel + (j / from_each) * panel_stride + (j % from_each) * lane_count);
        ELMAN_UNROLL(8)
        for (int i = 0; i < rows; ++i) sum[i][j] = hn::MulAdd(x[i], w, sum[i][j]);
      }
    } else {
      Vector w[vectors];
      ELMAN_UNROLL(12)
      for (int j = 0; j < vectors; ++j) {
        w[j] = hn::Load(d, panel + (j / from_each) * panel_stride + (j % from_each) * lane_count);
      }
      ELMAN_UNROLL(8)
      for (int i = 0; i < rows; ++i) {
        const Vector x = hn::Set(d, a[i * row_stride]);
        ELMAN_UNROLL(12)
        for (int j = 0; j < vectors; ++j) sum[i][j] = hn::MulAdd(x, w[j], sum[i][j]);
      }
    }
    a += depth_stride;
    panel += width * lane_count;
  }
}

template <int rows, int vectors>
HWY_INLINE void zero_block(Vector (&sum)[rows][vectors]) {
  ELMAN_UNROLL(8)
  for (int i = 0; i < rows; ++i) {
    ELMAN_UNROLL(12)
    for (int j = 0; j < vectors; ++j) sum[i][j] = hn::Zero(Lanes());
  }
}

// sum[i][j] = vector j of row i of c; stride 0 starts every row alike (a bias). c may be unaligned.
template <int rows, int vectors>
HWY_INLINE void load_block(const Scalar* c, std::ptrdiff_t stride, Vector (&sum)[rows][vectors]) {
  ELMAN_UNROLL(8)
  for (int i = 0; i < rows; ++i) {
    ELMAN_UNROLL(12)
    for (int j = 0; j < vectors; ++j) sum[i][j] = hn::LoadU(Lanes(), c + i * stride + j * lane_count);
  }
}

template <int rows, int vectors>
HWY_INLINE void store_block(const Vector (&sum)[rows][vectors], Scalar* c, std::ptrdiff_t stride) {
  ELMAN_UNROLL(8)
  for (int i = 0; i < rows; ++i) {
    ELMAN_UNROLL(12)
    for (int j = 0; j < vectors; ++j) hn::StoreU(sum[i][j], Lanes(), c + i * stride + j * lane_count);
  }
}

// The first `count` scalars at c, 1 <= count <= lane_count, the other lanes zero; nothing else is read or written.
HWY_INLINE Vector load_first(const Scalar* c, int count) {
  constexpr Lanes d;
  if (count == lane_count) return hn::LoadU(d, c);
  if constexpr (HWY_TARGET == HWY_AVX3) return hn::MaskedLoad(hn::FirstN(d, static_cast<std::size_t>(count)), d, c);
  HWY_ALIGN Scalar lanes[lane_count] = {};
  for (int i = 0; i < count; ++i) lanes[i] = c[i];
  return hn::Load(d, lanes);
}

HWY_INLINE void store_first(Vector v, Scalar* c, int count) {
  constexpr Lanes d;
  if (count == lane_count) return hn::StoreU(v, d, c);
  if constexpr (HWY_TARGET == HWY_AVX3) {
    return hn::BlendedStore(v, hn::FirstN(d, static_cast<std::size_t>(count)), d, c);
  }
  HWY_ALIGN Scalar lanes[lane_count];
  hn::Store(v, d, lanes);
  for (int i = 0; i < count; ++i) c[i] = lanes[i];
}

// load_block and store_block if only `last` columns of the last vector exist.
template <int rows, int vectors>
HWY_INLINE void load_columns(const Scalar* c, std::ptrdiff_t stride, int last, Vector (&sum)[rows][vectors]) {
  if (last == lane_count) return load_block(c, stride, sum);
  ELMAN_UNROLL(8)
  for (int i = 0; i < rows; ++i) {
    ELMAN_UNROLL(12)
    for (int j = 0; j < vectors - 1; ++j) sum[i][j] = hn::LoadU(Lanes(), c + i * stride + j * lane_count);
    sum[i][vectors - 1] = load_first(c + i * stride + (vectors - 1) * lane_count, last);
  }
}

template <int rows, int vectors>
HWY_INLINE void store_columns(const Vector (&sum)[rows][vectors], Scalar* c, std::ptrdiff_t stride, int last) {
  if (last == lane_count) return store_block(sum, c, stride);
  ELMAN_UNROLL(8)
  for (int i = 0; i < rows; ++i) {
    ELMAN_UNROLL(12)
    for (int j = 0; j < vectors - 1; ++j) hn::StoreU(sum[i][j], Lanes(), c + i * stride + j * lane_count);
    store_first(sum[i][vectors - 1], c + i * stride + (vectors - 1) * lane_count, last);
  }
}

}  // namespace elman::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per-target guard
