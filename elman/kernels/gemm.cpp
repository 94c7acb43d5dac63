#include "elman/kernels/gemm.h"

#include <algorithm>

#define HWY_TARGET_INCLUDE "elman/kernels/gemm.cpp"
#include "elman/kernels/dispatch.h"
#include "elman/kernels/panel-inl.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace elman::kernels::HWY_NAMESPACE {
namespace {

// Rows of A that are multiplied with every panel while they stay in the caches.
constexpr int rows_at_once = 48;

int vector_lanes() { return lane_count; }

// A block of C: some rows, and some vectors of one panel or of a few.
struct BlockArguments {
  int depth;
  const Scalar* a;
  std::ptrdiff_t lda;
  const Scalar* panel;
  std::ptrdiff_t panel_stride;
  const Scalar* start;  // null for zero
  std::ptrdiff_t start_stride;
  Scalar* c;
  std::ptrdiff_t ldc;
  int last;  // columns of the last vector that exist
};

template <int width, int panels, int vectors, int rows>
HWY_NOINLINE void multiply_block(const BlockArguments& b) {
  Vector sum[rows][vectors];
  if (b.start == nullptr) {
    zero_block(sum);
  } else {
    load_columns(b.start, b.start_stride, b.last, sum);
  }
  accumulate_panel<panels, width>(b.depth, b.a, b.lda, 1, b.panel, sum, b.panel_stride);
  store_columns(sum, b.c, b.ldc, b.last);
}

template <int width, int vectors, int rows = max_rows<vectors>>
void multiply_rows(int count, const BlockArguments& b) {
  if constexpr (rows > 1) {
    if (count < rows) return multiply_rows<width, vectors, rows - 1>(count, b);
  }
  multiply_block<width, 1, vectors, rows>(b);
}

// All rows times the first `vectors` vectors of one panel, in blocks as equal as possible.
template <int width, int vectors>
void multiply_panel(int rows, BlockArguments b) {
  const int blocks = (rows + max_rows<vectors> - 1) / max_rows<vectors>;
  for (int block = 0; block < blocks; ++block) {
    const int count = (rows + blocks - block - 1) / (blocks - block);
    multiply_rows<width, vectors>(count, b);
    b.a += count * b.lda;
    b.c += count * b.ldc;
    if (b.start != nullptr) b.start += count * b.start_stride;
    rows -= count;
  }
}

template <int width, int vectors = width>
void multiply_vectors(int count, int rows, const BlockArguments& b) {
  if constexpr (vectors > 1) {
    if (count < vectors) return multiply_vectors<width, vectors - 1>(count, rows, b);
  }
  multiply_panel<width, vectors>(rows, b);
}

// The block that begins at a row and a panel, with all columns of its last vector.
BlockArguments block_at(const PackedShape& shape, const GemmArguments& g, int row, int panel) {
  const std::ptrdiff_t width = shape.vectors * lane_count;
  BlockArguments b;
  b.depth = shape.k;
  b.a = g.a + row * g.lda;
  b.lda = g.lda;
  b.panel_stride = width * shape.k;
  b.panel = g.packed + panel * b.panel_stride;
  b.c = g.c + row * g.ldc + panel * width;
  b.ldc = g.ldc;
  b.start = g.accumulate ? b.c : g.bias != nullptr ? g.bias + panel * width : nullptr;
  b.start_stride = g.accumulate ? g.ldc : 0;
  b.last = lane_count;
  return b;
}

template <int width>
void multiply_range(const PackedShape& shape, const GemmArguments& g, system::Range rows, system::Range panels) {
  constexpr int columns = width * lane_count;
  // A single row has one accumulator a vector; several panels at once hide the latency of the additions.
  constexpr int together = (8 + width - 1) / width;
  for (int row = rows.begin; row < rows.end; row += rows_at_once) {
    const int count = std::min(rows_at_once, rows.end - row);
    int panel = panels.begin;
    if (count == 1) {
      for (; panel + together <= panels.end && (panel + together) * columns <= shape.n; panel += together) {
        multiply_block<width, together, together * width, 1>(block_at(shape, g, row, panel));
      }
    }
    for (; panel < panels.end; ++panel) {
      const int exist = std::min(columns, shape.n - panel * columns);
      const int vectors = (exist + lane_count - 1) / lane_count;
      BlockArguments b = block_at(shape, g, row, panel);
      b.last = exist - (vectors - 1) * lane_count;
      multiply_vectors<width>(vectors, count, b);
    }
  }
}

// C in the range of rows and of panels.
void multiply_part(const PackedShape& shape, const GemmArguments& g, system::Range rows, system::Range panels) {
  if (shape.vectors == 3) {
    multiply_range<3>(shape, g, rows, panels);
  } else {
    multiply_range<4>(shape, g, rows, panels);
  }
}

}  // namespace
}  // namespace elman::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace elman::kernels {

int lanes() { return ELMAN_DISPATCH(vector_lanes)(); }

void gemm(system::ThreadPool& pool, const PackedShape& shape, const GemmArguments& arguments) {
  const system::FlushDenormals flush;
  const int m = arguments.m;
  const int panels = panel_count(shape);
  const auto multiply = ELMAN_DISPATCH(multiply_part);
  if (pool.size() == 1 || static_cast<double>(m) * shape.n * shape.k < pool.worth_sharing()) {
    return multiply(shape, arguments, {0, m}, {0, panels});
  }
  // Panels are shared, so that each worker keeps its own weights in its cache, unless they are too few to share evenly.
  const int tasks = pool.tasks();
  const bool by_panels = system::share(panels, 0, tasks).end * static_cast<double>(m) <=
                         1.1 * system::share(m, 0, tasks).end * static_cast<double>(panels);
  pool.run_tasks(tasks, [&](int task, int) {
    if (by_panels) {
      multiply(shape, arguments, {0, m}, system::share(panels, task, tasks));
    } else {
      multiply(shape, arguments, system::share(m, task, tasks), {0, panels});
    }
  });
}

}  // namespace elman::kernels
#endif  // HWY_ONCE
