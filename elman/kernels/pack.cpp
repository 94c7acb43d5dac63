#include <algorithm>
#include <cstdint>
#include <stdexcept>
#include <string>

#include "elman/kernels/gemm.h"

#define HWY_TARGET_INCLUDE "elman/kernels/pack.cpp"
#include "elman/kernels/dispatch.h"
#include "elman/kernels/turn-inl.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace elman::kernels::HWY_NAMESPACE {
namespace {
using Lanes = hn::ScalableTag<Scalar>;

// Inputs that are read of each row before the next rows: a cache line.
constexpr int depth = 64 / static_cast<int>(sizeof(Scalar));
constexpr int most_vectors = 4;  // of a panel

Scalar factor_of(const PackSource& source, int i) { return source.n_scale == nullptr ? 1 : source.n_scale[i]; }
int row_of(const PackSource& source, int i) { return source.n_map == nullptr ? i : source.n_map[i]; }

// Takes the columns of W from i on if all of them exist and their inputs are contiguous.
template <class D>
bool take_rows(const PackSource& source, int i, int end, Rows<D>& rows) {
  if (i + Rows<D>::count > end || source.k_map != nullptr || source.column_stride != 1) return false;
  Scalar factor[Rows<D>::count];
  for (int b = 0; b < Rows<D>::count; ++b) {
    if (row_of(source, i + b) < 0) return false;
    rows.row[b] = source.w + row_of(source, i + b) * source.row_stride;
    factor[b] = factor_of(source, i + b);
  }
  rows.factor = hn::LoadU(D(), factor);
  return true;
}

// One column of a panel, which is a row of W, over the inputs k.
void pack_column(const PackSource& source, int i, system::Range k, int width, Scalar* column) {
  const int row = row_of(source, i);
  const Scalar factor = factor_of(source, i);
  for (int j = k.begin; j < k.end; ++j) {
    const std::int32_t from = source.k_map == nullptr ? j : source.k_map[j];
    column[j * width] =
        row < 0 || from < 0 ? 0 : factor * source.w[row * source.row_stride + from * source.column_stride];
  }
}

template <class D>
HWY_INLINE void pack_rows(const PackSource& source, const Rows<D>& rows, int i, system::Range k, int inputs, int width,
                          Scalar* column) {
  if (k.end < inputs) rows.prefetch(k.end);
  int j = k.begin;
  for (; j + block_size <= k.end; j += block_size) turn_blocks(rows, j, width, column + j * width);
  for (int b = 0; j < k.end && b < Rows<D>::count; ++b) pack_column(source, i + b, {j, k.end}, width, column + b);
}

// Columns that do not fill a vector together.
void pack_few(const PackSource& source, system::Range n, system::Range k, int inputs, int width, Scalar* column) {
  for (int i = n.begin; i < n.end;) {
    Rows<Block> rows;
    if (take_rows(source, i, n.end, rows)) {
      pack_rows(source, rows, i, k, inputs, width, column + (i - n.begin));
      i += Rows<Block>::count;
    } else {
      pack_column(source, i, k, width, column + (i - n.begin));
      ++i;
    }
  }
}

// Columns n of W as one panel.
void pack_columns(const PackSource& source, system::Range n, int inputs, int width, Scalar* panel) {
  constexpr int lane_count = Rows<Lanes>::count;
  Rows<Lanes> rows[most_vectors];
  bool whole[most_vectors] = {};
  const int vectors = width / lane_count;
  for (int v = 0; v < vectors; ++v) whole[v] = take_rows(source, n.begin + v * lane_count, n.end, rows[v]);
  for (int begin = 0; begin < inputs; begin += depth) {
    const system::Range k = {begin, std::min(begin + depth, inputs)};
    for (int v = 0; v < vectors; ++v) {
      const system::Range columns = {n.begin + v * lane_count, std::min(n.begin + (v + 1) * lane_count, n.end)};
      Scalar* column = panel + v * lane_count;
      if (whole[v]) {
        pack_rows(source, rows[v], columns.begin, k, inputs, width, column);
      } else {
        pack_few(source, columns, k, inputs, width, column);
      }
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

// Inputs k of the packed form if W is transposed: what is contiguous in a panel is contiguous in W too.
void pack_transposed(const PackedShape& shape, const PackSource& source, system::Range k, Scalar* packed) {
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
  const system::Range n = {p * width, std::min(shape.n, (p + 1) * width)};
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

void pack(system::ThreadPool& pool, const PackedShape& shape, const PackSource& source, Scalar* packed) {
  const bool transposed = source.row_stride == 1 && source.n_map == nullptr;
  const int parts = transposed ? shape.k : panel_count(shape);
  const int tasks = packed_size(shape) < worth_packing_together ? 1 : std::min(parts, pool.tasks());
  pool.run_tasks(tasks, [&](int task, int) {
    const system::Range part = system::share(parts, task, tasks);
    if (transposed) return pack_transposed(shape, source, part, packed);
    for (int p = part.begin; p < part.end; ++p) pack_panel(shape, source, p, packed);
  });
}

}  // namespace elman::kernels
#endif  // HWY_ONCE
