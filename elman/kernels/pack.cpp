#include <algorithm>
#include <stdexcept>
#include <string>

#include "elman/kernels/gemm.h"

#define HWY_TARGET_INCLUDE "elman/kernels/pack.cpp"
#include "elman/kernels/dispatch.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace elman::kernels::HWY_NAMESPACE {
namespace {
namespace hn = hwy::HWY_NAMESPACE;

// Blocks of this many rows and columns are turned over in registers: 4 floats, 2 doubles, 1 on a scalar machine.
using Block = hn::CappedTag<Scalar, 16 / sizeof(Scalar)>;
using BlockVector = hn::Vec<Block>;
constexpr int block_size = static_cast<int>(hn::MaxLanes(Block()));

// A tile of this many inputs and one panel stays in the first cache.
constexpr int depth = 32;

// Rows of W that become neighbouring columns of a panel.
struct Rows {
  const Scalar* row[block_size];
  Scalar factor[block_size];

  HWY_INLINE BlockVector scaled(int i, int k) const {
    return hn::Mul(hn::LoadU(Block(), row[i] + k), hn::Set(Block(), factor[i]));
  }

  // The rows' part of a tile: more rows than the processor follows by itself are read side by side.
  HWY_INLINE void prefetch(int k) const {
    constexpr int line = 64 / static_cast<int>(sizeof(Scalar));
    for (const Scalar* r : row) {
      for (int j = 0; j < depth; j += line) __builtin_prefetch(r + k + j, 0, 3);
    }
  }
};

// to[j * width + i] = factor[i] * row[i][k + j], i and j < block_size.
HWY_INLINE void turn_block(const Rows& rows, int k, int width, Scalar* to) {
  constexpr Block d;
#if HWY_TARGET == HWY_SCALAR
  (void)width;
  hn::StoreU(rows.scaled(0, k), d, to);
#else
  const BlockVector low = hn::InterleaveLower(d, rows.scaled(0, k), rows.scaled(1, k));
  const BlockVector high = hn::InterleaveUpper(d, rows.scaled(0, k), rows.scaled(1, k));
  if constexpr (block_size == 2) {
    hn::StoreU(low, d, to);
    hn::StoreU(high, d, to + width);
  } else {
    const BlockVector next_low = hn::InterleaveLower(d, rows.scaled(2, k), rows.scaled(3, k));
    const BlockVector next_high = hn::InterleaveUpper(d, rows.scaled(2, k), rows.scaled(3, k));
    hn::StoreU(hn::ConcatLowerLower(d, next_low, low), d, to);
    hn::StoreU(hn::ConcatUpperUpper(d, next_low, low), d, to + width);
    hn::StoreU(hn::ConcatLowerLower(d, next_high, high), d, to + 2 * width);
    hn::StoreU(hn::ConcatUpperUpper(d, next_high, high), d, to + 3 * width);
  }
#endif
}

Scalar factor_of(const PackSource& source, int i) { return source.n_scale == nullptr ? 1 : source.n_scale[i]; }
int row_of(const PackSource& source, int i) { return source.n_map == nullptr ? i : source.n_map[i]; }

// Takes columns i .. i + block_size of W where all of them are there and their inputs stand side by side.
bool take_rows(const PackSource& source, int i, Rows& rows) {
  if (source.k_map != nullptr || source.column_stride != 1) return false;
  for (int b = 0; b < block_size; ++b) {
    if (row_of(source, i + b) < 0) return false;
    rows.row[b] = source.w + row_of(source, i + b) * source.row_stride;
    rows.factor[b] = factor_of(source, i + b);
  }
  return true;
}

// One column of a panel, which is a row of W, over the inputs k.begin .. k.end.
void pack_column(const PackSource& source, int i, Range k, int width, Scalar* column) {
  const int row = row_of(source, i);
  const Scalar factor = factor_of(source, i);
  for (int j = k.begin; j < k.end; ++j) {
    const std::int32_t from = source.k_map == nullptr ? j : source.k_map[j];
    column[j * width] =
        row < 0 || from < 0 ? 0 : factor * source.w[row * source.row_stride + from * source.column_stride];
  }
}

// Columns n.begin .. n.end of W as one panel.
void pack_columns(const PackSource& source, Range n, int inputs, int width, Scalar* panel) {
  for (int begin = 0; begin < inputs; begin += depth) {
    const Range k = {begin, std::min(begin + depth, inputs)};
    for (int i = n.begin; i < n.end;) {
      Scalar* column = panel + (i - n.begin);
      Rows rows;
      if (i + block_size > n.end || !take_rows(source, i, rows)) {
        pack_column(source, i++, k, width, column);
        continue;
      }
      if (k.end < inputs) {
        rows.prefetch(k.end);
        const int part = depth * block_size;  // of the next tile's place
        for (int p = 0; p < part; p += 64 / static_cast<int>(sizeof(Scalar))) {
          __builtin_prefetch(panel + std::ptrdiff_t{k.end} * width + (i - n.begin) * depth + p, 1, 3);
        }
      }
      int j = k.begin;
      for (; j + block_size <= k.end; j += block_size) turn_block(rows, j, width, column + j * width);
      for (int b = 0; b < block_size; ++b) pack_column(source, i + b, {j, k.end}, width, column + b);
      i += block_size;
    }
  }
}

}  // namespace
}  // namespace elman::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace elman::kernels {

namespace {

// Scalars below which sharing them between threads costs more than it saves.
constexpr std::size_t worth_packing_together = 1 << 15;

// Inputs k of the packed form where W is a transpose: what stands side by side in a panel does so in W too.
void pack_transposed(const PackedShape& shape, const PackSource& source, Range k, Scalar* packed) {
  const int width = shape.vectors * lanes();
  for (int i = k.begin; i < k.end; ++i) {
    const std::int32_t from = source.k_map == nullptr ? i : source.k_map[i];
    for (int begin = 0; begin < shape.n; begin += width) {
      const int columns = std::min(shape.n - begin, width);
      Scalar* to = packed + static_cast<std::ptrdiff_t>(begin) * shape.k + static_cast<std::ptrdiff_t>(i) * width;
      if (from < 0) {
        std::fill_n(to, columns, Scalar{0});
      } else {
        std::copy_n(source.w + from * source.column_stride + begin, columns, to);
        for (int j = 0; source.n_scale != nullptr && j < columns; ++j) to[j] *= source.n_scale[begin + j];
      }
      std::fill_n(to + columns, width - columns, Scalar{0});
    }
  }
}

// One panel of the packed form.
void pack_panel(const PackedShape& shape, const PackSource& source, int p, Scalar* packed) {
  const int width = shape.vectors * lanes();
  const Range n = {p * width, std::min(shape.n, (p + 1) * width)};
  const int exist = n.end - n.begin;
  Scalar* panel = packed + static_cast<std::ptrdiff_t>(n.begin) * shape.k;
  for (int k = 0; exist < width && k < shape.k; ++k)
    std::fill(panel + k * width + exist, panel + (k + 1) * width, Scalar{0});
  ELMAN_DISPATCH(pack_columns)(source, n, shape.k, width, panel);
}

}  // namespace

int panel_count(const PackedShape& shape) {
  if (shape.vectors != 3 && shape.vectors != 4) {
    throw std::invalid_argument("PackedShape: panels of " + std::to_string(shape.vectors) +
                                " vectors; 3 or 4 are known");
  }
  const int width = shape.vectors * lanes();
  return (shape.n + width - 1) / width;
}

std::size_t packed_size(const PackedShape& shape) {
  return static_cast<std::size_t>(panel_count(shape)) * static_cast<std::size_t>(shape.vectors * lanes()) *
         static_cast<std::size_t>(shape.k);
}

void pack(ThreadPool& pool, const PackedShape& shape, const PackSource& source, Scalar* packed) {
  const bool transposed = source.row_stride == 1 && source.n_map == nullptr;
  const int parts = transposed ? shape.k : panel_count(shape);
  const int tasks = packed_size(shape) < worth_packing_together ? 1 : std::min(parts, pool.tasks());
  pool.run_tasks(tasks, [&](int task, int) {
    const Range part = share(parts, task, tasks);
    if (transposed) return pack_transposed(shape, source, part, packed);
    for (int p = part.begin; p < part.end; ++p) pack_panel(shape, source, p, packed);
  });
}

}  // namespace elman::kernels
#endif  // HWY_ONCE
