#include <algorithm>
#include <cstdint>
#include <cstring>

#include "elman/kernels/gemm.h"

#define HWY_TARGET_INCLUDE "elman/kernels/outer.cpp"
#include "elman/kernels/dispatch.h"
#include "elman/kernels/panel-inl.h"
#include "hwy/cache_control.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace elman::kernels::HWY_NAMESPACE {
namespace {

// Rows summed in one pass: their strips and panels stay in the second-level cache.
constexpr int block_rows = 400;
constexpr std::size_t alignment = 64;
// Columns of X in a panel, in vectors; columns of A, and so rows of C, in a strip: 4x3 and 8x3 blocks, since a strip's
// row is then copied at once.
constexpr int panel_vectors = 3;
constexpr int strip_width = max_rows<panel_vectors>;
// Strips packed at the same time: no more streams of writes than the processor can track.
constexpr int strips_at_once = 16;
// Rows of A and of X are far apart, beyond what processors prefetch by themselves.
constexpr int rows_ahead = 8;

HWY_INLINE void prefetch(const Scalar* p, int count) {
  for (int i = 0; i < count; i += static_cast<int>(alignment / sizeof(Scalar))) hwy::Prefetch(p + i);
}

// Rows of C that a part of A's columns goes to: skips what the map skips.
class Targets {
 public:
  Targets(const OuterArguments& o, system::Range columns) : map_(o.n_map), next_(columns.begin), end_(columns.end) {}

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

// Strips that are packed together.
struct StripGroup {
  int columns[strips_at_once][strip_width];
  int counts[strips_at_once];
  int size = 0;
  int neighbours = 0;  // strips from the first on that are full, all their columns side by side

  explicit StripGroup(Targets& targets) {
    while (size < strips_at_once && (counts[size] = targets.next_strip(columns[size])) > 0) {
      if (neighbours == size && counts[size] == strip_width &&
          columns[size][strip_width - 1] - columns[0][0] == (size + 1) * strip_width - 1) {
        ++neighbours;
      }
      ++size;
    }
  }
};

// Scalars from a strip to the next: a line more than they need, lest strips compete for the same sets of the
// first-level cache.
std::ptrdiff_t strip_pitch(int rows) {
  return static_cast<std::ptrdiff_t>(rows) * strip_width + static_cast<std::ptrdiff_t>(alignment / sizeof(Scalar));
}

// One row of a group; lanes past a strip's columns are zero.
HWY_INLINE void pack_row(const StripGroup& group, const Scalar* a, std::ptrdiff_t pitch, Scalar* to) {
  const Scalar* first = a + group.columns[0][0];
  for (int s = 0; s < group.neighbours; ++s) {
    std::memcpy(to + s * pitch, first + s * strip_width, sizeof(Scalar) * strip_width);
  }
  for (int s = group.neighbours; s < group.size; ++s) {
    for (int i = 0; i < strip_width; ++i) to[s * pitch + i] = i < group.counts[s] ? a[group.columns[s][i]] : 0;
  }
}

// strips[s][r][i] = A of row r of the block and column i of strip s.
void pack_strips(const OuterArguments& o, system::Range rows, Targets targets, Scalar* strips) {
  const std::ptrdiff_t pitch = strip_pitch(rows.end - rows.begin);
  for (;;) {
    const StripGroup group(targets);
    if (group.size == 0) return;
    Scalar* to = strips;
    for (int r = rows.begin; r < rows.end; ++r, to += strip_width) {
      const int later = std::min(r + rows_ahead, rows.end - 1);
      prefetch(o.a + indexed(o.a_index, later) * o.lda + group.columns[0][0], group.size * strip_width);
      pack_row(group, o.a + indexed(o.a_index, r) * o.lda, pitch, to);
    }
    strips += group.size * pitch;
  }
}

// panel[r][0 .. vectors * lane_count] = X of row r of the block, from column `first` on; zero past `count` columns.
template <int vectors>
void pack_panel(const OuterArguments& o, system::Range rows, int first, int count, Scalar* panel) {
  constexpr Lanes d;
  const int last = count - (vectors - 1) * lane_count;
  for (int r = rows.begin; r < rows.end; ++r, panel += vectors * lane_count) {
    const int later = std::min(r + rows_ahead, rows.end - 1);
    prefetch(o.x + indexed(o.x_index, later) * o.ldx + first, count);
    const Scalar* x = o.x + indexed(o.x_index, r) * o.ldx + first;
    for (int j = 0; j < vectors - 1; ++j) hn::Store(hn::LoadU(d, x + j * lane_count), d, panel + j * lane_count);
    hn::Store(load_first(x + (vectors - 1) * lane_count, last), d, panel + (vectors - 1) * lane_count);
  }
}

// Adds to `count` rows of C, vectors wide. C is used last and prefetched in time, so that nothing waits for it.
template <int vectors>
HWY_NOINLINE void add_block(int depth, const Scalar* strip, const Scalar* panel, Scalar* const (&c)[strip_width],
                            int count, int last) {
  for (int i = 0; i < count; ++i) prefetch(c[i], vectors * lane_count);
  Vector sum[strip_width][vectors];
  zero_block(sum);
  accumulate_panel(depth, strip, 1, strip_width, panel, sum);
  ELMAN_UNROLL(8)
  for (int i = 0; i < strip_width; ++i) {
    if (i >= count) continue;
    ELMAN_UNROLL(4)
    for (int j = 0; j < vectors - 1; ++j) {
      Scalar* to = c[i] + j * lane_count;
      hn::StoreU(hn::Add(hn::LoadU(Lanes(), to), sum[i][j]), Lanes(), to);
    }
    Scalar* to = c[i] + (vectors - 1) * lane_count;
    store_first(hn::Add(load_first(to, last), sum[i][vectors - 1]), to, last);
  }
}

// Adds the block's rows to `count` columns of C from column `first` on.
template <int vectors = panel_vectors>
void add_panel(const OuterArguments& o, system::Range rows, Targets targets, int first, int count, const Scalar* strips,
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
    strips += strip_pitch(depth);
  }
}

// Scratch of one worker, in scalars, for any part of the n columns.
std::size_t part_scratch(int rows, int n) {
  const int depth = std::min(rows, block_rows);
  const std::ptrdiff_t strips = (n + strip_width - 1) / strip_width;
  return static_cast<std::size_t>(strips * strip_pitch(depth) + depth * panel_vectors * lane_count) +
         alignment / sizeof(Scalar);
}

// Adds to the rows of C that belong to columns `n` of A, in columns `k`.
void add_part(const OuterArguments& o, system::Range n, system::Range k, Scalar* scratch) {
  Scalar* panel =
      reinterpret_cast<Scalar*>((reinterpret_cast<std::uintptr_t>(scratch) + alignment - 1) / alignment * alignment);
  Scalar* strips = panel + static_cast<std::ptrdiff_t>(std::min(o.rows, block_rows)) * panel_vectors * lane_count;
  const Targets targets(o, n);
  for (int row = 0; row < o.rows; row += block_rows) {
    const system::Range rows = {row, std::min(row + block_rows, o.rows)};
    pack_strips(o, rows, targets, strips);
    // Panels as equal as possible: one of a single vector would be slow.
    int vectors = (k.end - k.begin + lane_count - 1) / lane_count;
    for (int first = k.begin; first < k.end;) {
      const int panels = (vectors + panel_vectors - 1) / panel_vectors;
      const int width = (vectors + panels - 1) / panels;
      add_panel(o, rows, targets, first, std::min(width * lane_count, k.end - first), strips, panel);
      first += width * lane_count;
      vectors -= width;
    }
  }
}

}  // namespace
}  // namespace elman::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace elman::kernels {

std::size_t outer_scratch_size(const system::ThreadPool& pool, int rows, int n, int /*k*/) {
  return static_cast<std::size_t>(pool.size()) * ELMAN_DISPATCH(part_scratch)(rows, n);
}

void outer(system::ThreadPool& pool, const OuterArguments& arguments) {
  const system::FlushDenormals flush;
  if (arguments.rows <= 0 || arguments.n <= 0 || arguments.k <= 0) return;
  const auto add = ELMAN_DISPATCH(add_part);
  if (pool.size() == 1 || static_cast<double>(arguments.rows) * arguments.n * arguments.k < pool.worth_sharing()) {
    return add(arguments, {0, arguments.n}, {0, arguments.k}, arguments.scratch);
  }
  // The longer side is shared; every task packs the shorter one for itself.
  const std::size_t scratch = ELMAN_DISPATCH(part_scratch)(arguments.rows, arguments.n);
  const int tasks = pool.tasks();
  pool.run_tasks(tasks, [&](int task, int worker) {
    const system::Range n =
        arguments.n >= arguments.k ? system::share(arguments.n, task, tasks, 8) : system::Range{0, arguments.n};
    const system::Range k =
        arguments.n >= arguments.k ? system::Range{0, arguments.k} : system::share(arguments.k, task, tasks, lanes());
    add(arguments, n, k, arguments.scratch + static_cast<std::size_t>(worker) * scratch);
  });
}

}  // namespace elman::kernels
#endif  // HWY_ONCE
