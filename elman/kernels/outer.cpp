#include <algorithm>
#include <cstdint>
#include <cstring>

#include "elman/kernels/gemm.h"

#define HWY_TARGET_INCLUDE "elman/kernels/outer.cpp"
#include "elman/kernels/dispatch.h"
#include "elman/kernels/panel-inl.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace elman::kernels::HWY_NAMESPACE {
namespace {

// Rows summed in one go: their strips and panels stay in the second cache.
constexpr int block_rows = 400;
constexpr std::size_t alignment = 64;
// Columns of A, and so rows of C, in a strip.
constexpr int strip_width = max_rows<4>;
// Strips packed at the same time: no more streams of writes than the processor follows.
constexpr int strips_at_once = 16;

// Rows of C that a part of A's columns goes to: skips what the map skips.
class Targets {
 public:
  Targets(const OuterArguments& o, Range columns) : map_(o.n_map), next_(columns.begin), end_(columns.end) {}

  // Fills the next strip: its columns of A. Returns how many there are, 0 at the end.
  int next_strip(int (&columns)[strip_width]) {
    int count = 0;
    for (; next_ < end_ && count < strip_width; ++next_) {
      if (map_ == nullptr || map_[next_] >= 0) columns[count++] = next_;
    }
    return count;
  }

 private:
  const std::int32_t* map_;
  int next_;
  int end_;
};

std::ptrdiff_t indexed(const std::int32_t* index, int i) { return index == nullptr ? i : index[i]; }

// One strip of a row of A; lanes past `count` are zero.
HWY_INLINE void pack_strip_row(const Scalar* a, const int (&columns)[strip_width], int count, Scalar* to) {
  if (count == strip_width && columns[strip_width - 1] - columns[0] == strip_width - 1) {
    std::memcpy(to, a + columns[0], sizeof(Scalar) * strip_width);
    return;
  }
  for (int i = 0; i < strip_width; ++i) to[i] = i < count ? a[columns[i]] : 0;
}

// strips[s][r][i] = A of row r of the block and column i of strip s.
void pack_strips(const OuterArguments& o, Range rows, Targets targets, Scalar* strips) {
  const std::ptrdiff_t strip_size = static_cast<std::ptrdiff_t>(rows.end - rows.begin) * strip_width;
  for (;;) {
    int columns[strips_at_once][strip_width];
    int counts[strips_at_once];
    int found = 0;
    while (found < strips_at_once && (counts[found] = targets.next_strip(columns[found])) > 0) ++found;
    if (found == 0) return;
    for (int r = rows.begin; r < rows.end; ++r) {
      const Scalar* a = o.a + indexed(o.a_index, r) * o.lda;
      Scalar* to = strips + (r - rows.begin) * strip_width;
      for (int s = 0; s < found; ++s) pack_strip_row(a, columns[s], counts[s], to + s * strip_size);
    }
    strips += found * strip_size;
  }
}

// panel[r][0 .. vectors * lane_count] = X of row r of the block, from column `first` on; zero past `count` columns.
template <int vectors>
void pack_panel(const OuterArguments& o, Range rows, int first, int count, Scalar* panel) {
  constexpr Lanes d;
  const int last = count - (vectors - 1) * lane_count;
  for (int r = rows.begin; r < rows.end; ++r, panel += vectors * lane_count) {
    const Scalar* x = o.x + indexed(o.x_index, r) * o.ldx + first;
    for (int j = 0; j < vectors - 1; ++j) hn::Store(hn::LoadU(d, x + j * lane_count), d, panel + j * lane_count);
    hn::Store(load_first(x + (vectors - 1) * lane_count, last), d, panel + (vectors - 1) * lane_count);
  }
}

template <int vectors>
HWY_NOINLINE void add_block(int depth, const Scalar* strip, const Scalar* panel, Scalar* const (&c)[strip_width],
                            int count, int last) {
  Vector sum[strip_width][vectors];
  zero_block(sum);
  ELMAN_UNROLL(8)
  for (int i = 0; i < strip_width; ++i) {
    if (i >= count) continue;
    ELMAN_UNROLL(4)
    for (int j = 0; j < vectors - 1; ++j) sum[i][j] = hn::LoadU(Lanes(), c[i] + j * lane_count);
    sum[i][vectors - 1] = load_first(c[i] + (vectors - 1) * lane_count, last);
  }
  accumulate_panel(depth, strip, 1, strip_width, panel, sum);
  ELMAN_UNROLL(8)
  for (int i = 0; i < strip_width; ++i) {
    if (i >= count) continue;
    ELMAN_UNROLL(4)
    for (int j = 0; j < vectors - 1; ++j) hn::StoreU(sum[i][j], Lanes(), c[i] + j * lane_count);
    store_first(sum[i][vectors - 1], c[i] + (vectors - 1) * lane_count, last);
  }
}

// Adds the block's rows to `count` columns of C from column `first` on.
template <int vectors = 4>
void add_panel(const OuterArguments& o, Range rows, Targets targets, int first, int count, const Scalar* strips,
               Scalar* panel) {
  if constexpr (vectors > 1) {
    if (count <= (vectors - 1) * lane_count) {
      return add_panel<vectors - 1>(o, rows, targets, first, count, strips, panel);
    }
  }
  pack_panel<vectors>(o, rows, first, count, panel);
  const int depth = rows.end - rows.begin;
  const int last = count - (vectors - 1) * lane_count;
  int columns[strip_width];
  while (const int found = targets.next_strip(columns)) {
    Scalar* c[strip_width] = {};
    for (int i = 0; i < found; ++i) c[i] = o.c + indexed(o.n_map, columns[i]) * o.ldc + first;
    add_block<vectors>(depth, strips, panel, c, found, last);
    strips += static_cast<std::ptrdiff_t>(depth) * strip_width;
  }
}

// Scratch of one worker, in scalars, for any part of the n columns.
std::size_t part_scratch(int rows, int n) {
  const int strips = (n + strip_width - 1) / strip_width;
  return static_cast<std::size_t>(std::min(rows, block_rows)) *
             (static_cast<std::size_t>(strips) * strip_width + 4 * lane_count) +
         alignment / sizeof(Scalar);
}

// Adds to the rows of C that belong to columns `n` of A, in columns `k`.
void add_part(const OuterArguments& o, Range n, Range k, Scalar* scratch) {
  Scalar* panel =
      reinterpret_cast<Scalar*>((reinterpret_cast<std::uintptr_t>(scratch) + alignment - 1) / alignment * alignment);
  Scalar* strips = panel + static_cast<std::ptrdiff_t>(std::min(o.rows, block_rows)) * 4 * lane_count;
  const Targets targets(o, n);
  for (int row = 0; row < o.rows; row += block_rows) {
    const Range rows = {row, std::min(row + block_rows, o.rows)};
    pack_strips(o, rows, targets, strips);
    for (int first = k.begin; first < k.end; first += 4 * lane_count) {
      add_panel(o, rows, targets, first, std::min(4 * lane_count, k.end - first), strips, panel);
    }
  }
}

}  // namespace
}  // namespace elman::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace elman::kernels {

std::size_t outer_scratch_size(const ThreadPool& pool, int rows, int n, int /*k*/) {
  return static_cast<std::size_t>(pool.size()) * ELMAN_DISPATCH(part_scratch)(rows, n);
}

void outer(ThreadPool& pool, const OuterArguments& o) {
  const FlushDenormals flush;
  if (o.rows <= 0 || o.n <= 0 || o.k <= 0) return;
  const auto add = ELMAN_DISPATCH(add_part);
  const int workers = pool.size();
  if (workers == 1 || static_cast<double>(o.rows) * o.n * o.k < worth_sharing) {
    return add(o, {0, o.n}, {0, o.k}, o.scratch);
  }
  // The longer side is shared; every worker packs the shorter one for itself.
  const std::size_t scratch = ELMAN_DISPATCH(part_scratch)(o.rows, o.n);
  pool.run([&](int worker) {
    const Range n = o.n >= o.k ? share(o.n, worker, workers, 8) : Range{0, o.n};
    const Range k = o.n >= o.k ? Range{0, o.k} : share(o.k, worker, workers, 4 * lanes());
    add(o, n, k, o.scratch + static_cast<std::size_t>(worker) * scratch);
  });
}

}  // namespace elman::kernels
#endif  // HWY_ONCE
