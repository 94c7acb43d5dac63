// What the forward and backward pass of recurrent layers share: products of some rows of a step with some panels of
// weights, kept in a tile that stays in the first-level cache until the cell's formula has been applied to it; vectors
// of units.

// Per-target guard: this file is included once for each target.
#if defined(ELMAN_KERNELS_RECURRENT_TILE_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef ELMAN_KERNELS_RECURRENT_TILE_INL_H_
#undef ELMAN_KERNELS_RECURRENT_TILE_INL_H_
#else
#define ELMAN_KERNELS_RECURRENT_TILE_INL_H_
#endif

#include <algorithm>
#include <cstddef>

#include "elman/kernels/math-inl.h"
#include "elman/kernels/panel-inl.h"
#include "elman/kernels/recurrent_parts.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace elman::kernels::HWY_NAMESPACE {

// Rows in a tile: with four vectors of AVX-512 each they take 12 KB.
constexpr int tile_rows = 48;

// The products of some panels for some batch indices of a step, data[panel][batch index][vector][lane]. A panel holds
// `vectors` vectors.
template <int vectors>
struct Tile {
  Scalar* data = nullptr;
  int panel = 0;
  int panels = 0;
  int begin = 0;  // batch index
  int count = 0;

  std::ptrdiff_t panel_stride() const { return std::ptrdiff_t{count} * vectors * lane_count; }
  // Both arguments are relative to the tile.
  Scalar* row(int p, int r) const { return data + p * panel_stride() + std::ptrdiff_t{r} * vectors * lane_count; }
};

// Calls what(tile) for tiles that cover panels x batch. If the batch is small, a tile has several panels, so that there
// are always several rows whose formulas the processor can compute at the same time.
template <int vectors, class What>
HWY_INLINE void for_each_tile(system::Range panels, system::Range batch, Scalar* buffer, const What& what) {
  const int rows = std::min(batch.end - batch.begin, tile_rows);
  if (rows <= 0) return;
  const int group = tile_rows / rows;
  for (int panel = panels.begin; panel < panels.end; panel += group) {
    for (int begin = batch.begin; begin < batch.end; begin += tile_rows) {
      what(Tile<vectors>{buffer, panel, std::min(group, panels.end - panel), begin,
                         std::min(tile_rows, batch.end - begin)});
    }
  }
}

// Memory that a tile's formula will touch, prefetched while the products before it run. A layer's buffers are read and
// written a row apart, mostly in different pages, which the processor does not prefetch by itself. One line at a time:
// many at once would delay the weights.
struct Fetches {
  static constexpr int most = 64;
  const Scalar* line[most];  // the first `count` are set
  int count = 0;

  // Entries begin .. begin + n of a row, which may be null.
  void add(const Scalar* row, int begin, int n) {
    constexpr int line_size = 64 / static_cast<int>(sizeof(Scalar));
    if (row == nullptr) return;
    for (int i = 0; i < n && count < most; i += line_size) line[count++] = row + begin + i;
  }
};

// Products shorter than this belong to layers whose buffers stay in the second-level cache.
constexpr int least_fetch_depth = 96;

// The rows of A times consecutive panels, into a tile.
template <int rows, int vectors, int panels>
HWY_NOINLINE void product_block(int depth, const Scalar* a, std::ptrdiff_t lda, const Scalar* packed, Scalar* tile,
                                std::ptrdiff_t tile_panel_stride, const Fetches& fetches) {
  constexpr int piece = 16;
  const std::ptrdiff_t panel_stride = std::ptrdiff_t{depth} * vectors * lane_count;
  Vector sum[rows][vectors * panels];
  zero_block(sum);
  if (fetches.count > 0) {
    for (int fetched = 0; depth >= piece; depth -= piece) {
      const int left = depth / piece;
      const int until = fetched + (fetches.count - fetched + left - 1) / left;
      for (; fetched < until; ++fetched) __builtin_prefetch(fetches.line[fetched], 0, 2);
      accumulate_panel<panels>(piece, a, lda, 1, packed, sum, panel_stride);
      a += piece;
      packed += piece * vectors * lane_count;
    }
  }
  accumulate_panel<panels>(depth, a, lda, 1, packed, sum, panel_stride);
  ELMAN_UNROLL(8)
  for (int i = 0; i < rows; ++i) {
    ELMAN_UNROLL(12)
    for (int j = 0; j < vectors * panels; ++j) {
      hn::Store(sum[i][j], Lanes(),
                tile + (j / vectors) * tile_panel_stride + (i * vectors + j % vectors) * lane_count);
    }
  }
}

template <int rows, int vectors>
HWY_INLINE void product_rows(int m, int depth, const Scalar* a, std::ptrdiff_t lda, const Scalar* packed, Scalar* tile,
                             const Fetches& fetches) {
  if (m == rows) {
    product_block<rows, vectors, 1>(depth, a, lda, packed, tile, 0, fetches);
  } else if constexpr (rows > 1) {
    product_rows<rows - 1, vectors>(m, depth, a, lda, packed, tile, fetches);
  }
}

template <int panels, int vectors>
HWY_INLINE void product_panels(int count, int depth, const Scalar* a, const Scalar* packed, Scalar* tile,
                               std::ptrdiff_t tile_panel_stride) {
  if (count == panels) {
    product_block<1, vectors, panels>(depth, a, 0, packed, tile, tile_panel_stride, Fetches());
  } else if constexpr (panels > 1) {
    product_panels<panels - 1, vectors>(count, depth, a, packed, tile, tile_panel_stride);
  }
}

// Row r of the tile = a (depth) times the tile's panels of the packed weights: several at once, as equal groups as can
// be, to have enough independent sums.
template <int vectors>
HWY_INLINE void product_row(const Tile<vectors>& tile, int r, const Scalar* a, int depth, const Scalar* packed) {
  constexpr int wide = (7 + vectors) / vectors;
  const std::ptrdiff_t panel_size = std::ptrdiff_t{depth} * vectors * lane_count;
  const int groups = (tile.panels + wide - 1) / wide;
  for (int group = 0, p = 0; group < groups; ++group) {
    const int panels = (tile.panels - p + groups - group - 1) / (groups - group);
    product_panels<wide, vectors>(panels, depth, a, packed + p * panel_size, tile.row(p, r), tile.panel_stride());
    p += panels;
  }
}

// Rows r of the tile in `rows` = A (rows, depth) times the tile's panels of the packed weights; a is row rows.begin.
// fetch(p, r, fetches) adds what the formula will touch for row r of the tile's panel p; a single row needs no
// prefetching.
template <int vectors, class Fetch>
HWY_INLINE void product(const Tile<vectors>& tile, system::Range rows, const Scalar* a, std::ptrdiff_t lda, int depth,
                        const Scalar* packed, const Fetch& fetch) {
  const int count = rows.end - rows.begin;
  if (count <= 0) return;
  const std::ptrdiff_t panel_size = std::ptrdiff_t{depth} * vectors * lane_count;
  packed += tile.panel * panel_size;
  if (count == 1) return product_row(tile, rows.begin, a, depth, packed);
  const int blocks = (count + max_rows<vectors> - 1) / max_rows<vectors>;
  for (int p = 0; p < tile.panels; ++p) {
    for (int block = 0, r = 0; block < blocks; ++block) {
      const int m = (count - r + blocks - block - 1) / (blocks - block);
      Fetches fetches;
      for (int i = 0; i < m && depth >= least_fetch_depth; ++i) fetch(p, rows.begin + r + i, fetches);
      product_rows<max_rows<vectors>, vectors>(m, depth, a + r * lda, lda, packed + p * panel_size,
                                               tile.row(p, rows.begin + r), fetches);
      r += m;
    }
  }
}

// For products that need nothing but their weights.
struct FetchNothing {
  void operator()(int, int, const Fetches&) const {}
};

// A vector of n units. Only the last units of a layer do not fill one (whole = false): the rest of the vector is zero,
// and memory past them is not touched.
template <bool whole>
HWY_INLINE Vector load_units(const Scalar* p, int n) {
  if constexpr (whole) return hn::LoadU(Lanes(), p);
  return LoadTail(Lanes(), p, static_cast<std::size_t>(n));
}

template <bool whole>
HWY_INLINE Vector load_units_or_zero(const Scalar* row, int unit, int n) {
  return row == nullptr ? hn::Zero(Lanes()) : load_units<whole>(row + unit, n);
}

template <bool whole>
HWY_INLINE void store_units(Vector v, Scalar* p, int n) {
  if constexpr (whole) {
    hn::StoreU(v, Lanes(), p);
  } else {
    StoreTail(Lanes(), v, p, static_cast<std::size_t>(n));
  }
}

// The units of panels that hold `blocks` vectors of units each.
inline system::Range units_of(system::Range panels, int blocks, int hidden_size) {
  return {std::min(panels.begin * blocks * lane_count, hidden_size),
          std::min(panels.end * blocks * lane_count, hidden_size)};
}

// Rows and columns `units` of `to` (rows, H) = those of `from`, or zero if from is null.
inline void copy_columns(system::Range rows, system::Range units, int hidden_size, const Scalar* from, Scalar* to) {
  const int n = units.end - units.begin;
  for (int r = rows.begin; r < rows.end; ++r) {
    Scalar* row = to + std::ptrdiff_t{r} * hidden_size + units.begin;
    if (from == nullptr) {
      std::fill_n(row, n, Scalar{0});
    } else {
      std::copy_n(from + std::ptrdiff_t{r} * hidden_size + units.begin, n, row);
    }
  }
}

}  // namespace elman::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per-target guard
