// The walk that all recurrent cells share: through the steps, over panels of weights, products into a tile, and the
// cell's formula on the rows of the tile while it is in the first-level cache.

// Per-target guard: this file is included once for each target.
#if defined(ELMAN_KERNELS_RECURRENT_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef ELMAN_KERNELS_RECURRENT_INL_H_
#undef ELMAN_KERNELS_RECURRENT_INL_H_
#else
#define ELMAN_KERNELS_RECURRENT_INL_H_
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

// What some panels give for some items of a step, data[panel][item][vector][lane]. A panel holds `vectors` vectors.
template <int vectors>
struct Tile {
  Scalar* data = nullptr;
  int panel = 0;
  int panels = 0;
  int item = 0;
  int items = 0;

  std::ptrdiff_t panel_stride() const { return std::ptrdiff_t{items} * vectors * lane_count; }
  // Both arguments count from the tile's beginning.
  Scalar* row(int p, int r) const { return data + p * panel_stride() + std::ptrdiff_t{r} * vectors * lane_count; }
};

// Calls what(tile) for tiles that cover panels x items. Few items share a tile between panels, so that there always are
// several rows whose formulas the processor can compute at the same time.
template <int vectors, class What>
HWY_INLINE void for_each_tile(Range panels, Range items, Scalar* buffer, const What& what) {
  const int rows = std::min(items.end - items.begin, tile_rows);
  if (rows <= 0) return;
  const int group = tile_rows / rows;
  for (int panel = panels.begin; panel < panels.end; panel += group) {
    for (int item = items.begin; item < items.end; item += tile_rows) {
      what(Tile<vectors>{buffer, panel, std::min(group, panels.end - panel), item,
                         std::min(tile_rows, items.end - item)});
    }
  }
}

// The rows of A times consecutive panels, into a tile.
template <int rows, int vectors, int panels>
HWY_NOINLINE void product_block(int depth, const Scalar* a, std::ptrdiff_t lda, const Scalar* packed, Scalar* tile,
                                std::ptrdiff_t tile_panel_stride) {
  Vector sum[rows][vectors * panels];
  zero_block(sum);
  accumulate_panel<panels>(depth, a, lda, 1, packed, sum, std::ptrdiff_t{depth} * vectors * lane_count);
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
HWY_INLINE void product_rows(int m, int depth, const Scalar* a, std::ptrdiff_t lda, const Scalar* packed,
                             Scalar* tile) {
  if (m == rows) {
    product_block<rows, vectors, 1>(depth, a, lda, packed, tile, 0);
  } else if constexpr (rows > 1) {
    product_rows<rows - 1, vectors>(m, depth, a, lda, packed, tile);
  }
}

// Rows r of the tile in `rows` = A (rows, depth) times the tile's panels of the packed weights; a is row rows.begin.
template <int vectors>
HWY_INLINE void product(const Tile<vectors>& tile, Range rows, const Scalar* a, std::ptrdiff_t lda, int depth,
                        const Scalar* packed) {
  const int count = rows.end - rows.begin;
  if (count <= 0) return;
  const std::ptrdiff_t panel_size = std::ptrdiff_t{depth} * vectors * lane_count;
  packed += tile.panel * panel_size;
  int p = 0;
  if (count == 1) {  // several panels at once, to have enough independent sums
    constexpr int wide = (7 + vectors) / vectors;
    for (; p + wide <= tile.panels; p += wide) {
      product_block<1, vectors, wide>(depth, a, lda, packed + p * panel_size, tile.row(p, rows.begin),
                                      tile.panel_stride());
    }
  }
  const int blocks = (count + max_rows<vectors> - 1) / max_rows<vectors>;
  for (; p < tile.panels; ++p) {
    for (int block = 0, r = 0; block < blocks; ++block) {
      const int m = (count - r + blocks - block - 1) / (blocks - block);
      product_rows<max_rows<vectors>, vectors>(m, depth, a + r * lda, lda, packed + p * panel_size,
                                               tile.row(p, rows.begin + r));
      r += m;
    }
  }
}

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

// Units of the panels, where each holds `blocks` vectors of units.
inline Range units_of(Range panels, int blocks, int hidden_size) {
  return {std::min(panels.begin * blocks * lane_count, hidden_size),
          std::min(panels.end * blocks * lane_count, hidden_size)};
}

// Columns `units` of `to` (rows, H) = those of `from`, or zero where from is null.
inline void copy_columns(int rows, Range units, int hidden_size, const Scalar* from, Scalar* to) {
  const int n = units.end - units.begin;
  for (int r = 0; r < rows; ++r) {
    Scalar* row = to + std::ptrdiff_t{r} * hidden_size + units.begin;
    if (from == nullptr) {
      std::fill_n(row, n, Scalar{0});
    } else {
      std::copy_n(from + std::ptrdiff_t{r} * hidden_size + units.begin, n, row);
    }
  }
}

// Where a row of a step reads and writes in forward. Null: absent.
struct ForwardRow {
  const Scalar* inputs = nullptr;
  const Scalar* h_before = nullptr;
  Scalar* output = nullptr;
  Scalar* c = nullptr;  // LSTM: c before the step, replaced by c after it
  Scalar* gates = nullptr;
  Scalar* cells = nullptr;
};

HWY_INLINE ForwardRow forward_row(const RecurrentForward& layer, const Step& step, int item, int width) {
  const int row = step.row + item;
  const int size = layer.hidden_size;
  return {layer.inputs + std::ptrdiff_t{layer.input_index == nullptr ? row : layer.input_index[row]} * width,
          state_before(step, item, layer.output, layer.output_stride, layer.h0, size),
          layer.output + row * layer.output_stride,
          row_of(layer.c_n, item, size),
          row_of(layer.gates, row, width),
          row_of(layer.cells, row, size)};
}

// W_hh h_before of a tile's items: from the outputs of the step before, from h0, or zero.
template <int vectors>
HWY_INLINE void forward_product(const RecurrentForward& layer, const Step& step, const Tile<vectors>& tile) {
  const int size = layer.hidden_size;
  const int continued = std::clamp(step.before_alive - tile.item, 0, tile.items);
  product(tile, {0, continued}, layer.output + (step.before_row + tile.item) * layer.output_stride, layer.output_stride,
          size, layer.recurrent);
  if (layer.h0 != nullptr) {
    product(tile, {continued, tile.items}, layer.h0 + std::ptrdiff_t{tile.item + continued} * size, size, size,
            layer.recurrent);
    return;
  }
  for (int p = 0; p < tile.panels; ++p) std::fill(tile.row(p, continued), tile.row(p, tile.items), Scalar{0});
}

// Cell has: vectors and blocks of a panel (blocks: vectors of units in it), gates of a unit, and
// forward<whole>(layer, row, unit, n, z): the formula for n units from `unit` on, z their vectors of the tile.
template <class Cell>
HWY_INLINE void forward_tile(const RecurrentForward& layer, const Step& step, const Tile<Cell::vectors>& tile) {
  const int size = layer.hidden_size;
  const int width = (size + lane_count - 1) / lane_count * lane_count * Cell::gates;
  for (int p = 0; p < tile.panels; ++p) {
    for (int r = 0; r < tile.items; ++r) {
      const ForwardRow row = forward_row(layer, step, tile.item + r, width);
      const Scalar* z = tile.row(p, r);
      int unit = (tile.panel + p) * Cell::blocks * lane_count;
      for (int block = 0; block < Cell::blocks && unit < size; ++block, unit += lane_count) {
        const Scalar* z_block = z + block * Cell::gates * lane_count;
        if (unit + lane_count <= size) {
          Cell::template forward<true>(layer, row, unit, lane_count, z_block);
        } else {
          Cell::template forward<false>(layer, row, unit, size - unit, z_block);
        }
      }
    }
  }
}

template <class Cell>
void forward_part(const RecurrentForward& layer, Range panels, ThreadPool* pool) {
  HWY_ALIGN Scalar buffer[tile_rows * Cell::vectors * lane_count];
  const Range units = units_of(panels, Cell::blocks, layer.hidden_size);
  if (layer.c_n != nullptr) copy_columns(layer.steps.batch(), units, layer.hidden_size, layer.c0, layer.c_n);
  for (int i = 0; i < layer.steps.count; ++i) {
    const Step step = step_at(layer.steps, layer.reverse, layer.reverse ? layer.steps.count - 1 - i : i);
    for_each_tile<Cell::vectors>(panels, {0, step.alive}, buffer, [&](const Tile<Cell::vectors>& tile) HWY_ATTR {
      forward_product(layer, step, tile);
      forward_tile<Cell>(layer, step, tile);
    });
    for (int item = step.after_alive; item < step.alive; ++item) {  // their last step
      std::copy_n(layer.output + (step.row + item) * layer.output_stride + units.begin, units.end - units.begin,
                  layer.h_n + std::ptrdiff_t{item} * layer.hidden_size + units.begin);
    }
    if (pool != nullptr) pool->barrier();
  }
}

// Where a row of a step reads and writes in backward. Null: absent.
struct BackwardRow {
  const Scalar* gates = nullptr;
  const Scalar* cells = nullptr;
  const Scalar* output = nullptr;
  const Scalar* before = nullptr;  // LSTM: c before the step; GRU: h before it
  const Scalar* d_output = nullptr;
  Scalar* d_gates = nullptr;
  Scalar* d_recurrent_gates = nullptr;
  Scalar* carry = nullptr;  // the part of the gradient of h that does not come through W_hh
  Scalar* d_c = nullptr;    // LSTM: gradient of c after the step, replaced by that of c before it
};

template <class Cell>
HWY_INLINE BackwardRow backward_row(const RecurrentBackward& layer, const Step& step, int item, int width) {
  const RecurrentForward& forward = layer.forward;
  const int row = step.row + item;
  const int size = forward.hidden_size;
  return {row_of(forward.gates, row, width),
          row_of(forward.cells, row, size),
          forward.output + row * forward.output_stride,
          Cell::before(forward, step, item),
          row_of(layer.d_output, row, layer.d_output_stride),
          layer.d_gates + std::ptrdiff_t{row} * width,
          row_of(layer.d_recurrent_gates, row, width),
          layer.d_h0 + std::ptrdiff_t{item} * size,
          row_of(layer.d_c0, item, size)};
}

constexpr int unit_vectors = 4;  // of a panel of the transposed weights
using UnitTile = Tile<unit_vectors>;

// The gradient of h after a step but for d_output: through W_hh from the step after it, or d_h_n where that is the end.
template <class Cell>
HWY_INLINE void backward_product(const RecurrentBackward& layer, const Step& step, const UnitTile& tile, int width) {
  const int size = layer.forward.hidden_size;
  const Scalar* d_recurrent = Cell::apart ? layer.d_recurrent_gates : layer.d_gates;
  const int continued = std::clamp(step.after_alive - tile.item, 0, tile.items);
  product(tile, {0, continued}, d_recurrent + std::ptrdiff_t{step.after_row + tile.item} * width, width, width,
          layer.recurrent_transposed);
  for (int p = 0; p < tile.panels; ++p) {
    const int unit = (tile.panel + p) * unit_vectors * lane_count;
    const int n = std::min(unit_vectors * lane_count, size - unit);
    for (int r = continued; r < tile.items; ++r) {
      std::copy_n(layer.d_h0 + std::ptrdiff_t{tile.item + r} * size + unit, n, tile.row(p, r));
      std::fill_n(tile.row(p, r) + n, unit_vectors * lane_count - n, Scalar{0});
    }
  }
}

// Cell has: gates of a unit, before(layer, step, item), apart (d_recurrent_gates is not d_gates; then part of the
// gradient of h is carried outside W_hh), and backward<whole>(layer, row, unit, n, dh): the formula for n units from
// `unit` on.
template <class Cell>
HWY_INLINE void backward_tile(const RecurrentBackward& layer, const Step& step, const UnitTile& tile, int width) {
  const int size = layer.forward.hidden_size;
  for (int p = 0; p < tile.panels; ++p) {
    for (int r = 0; r < tile.items; ++r) {
      const BackwardRow row = backward_row<Cell>(layer, step, tile.item + r, width);
      const bool carried = Cell::apart && tile.item + r < step.after_alive;
      const Scalar* dh = tile.row(p, r);
      int unit = (tile.panel + p) * unit_vectors * lane_count;
      for (int block = 0; block < unit_vectors && unit < size; ++block, unit += lane_count, dh += lane_count) {
        Vector sum = hn::Load(Lanes(), dh);
        if (unit + lane_count <= size) {
          sum = hn::Add(sum, load_units_or_zero<true>(row.d_output, unit, lane_count));
          if (carried) sum = hn::Add(sum, load_units<true>(row.carry + unit, lane_count));
          Cell::template backward<true>(layer, row, unit, lane_count, sum);
        } else {
          sum = hn::Add(sum, load_units_or_zero<false>(row.d_output, unit, size - unit));
          if (carried) sum = hn::Add(sum, load_units<false>(row.carry + unit, size - unit));
          Cell::template backward<false>(layer, row, unit, size - unit, sum);
        }
      }
    }
  }
}

// d_h0 of the items that start at a step: through W_hh from that step, and what was carried.
template <class Cell>
HWY_INLINE void backward_start(const RecurrentBackward& layer, const Step& step, const UnitTile& tile, int width) {
  const int size = layer.forward.hidden_size;
  const Scalar* d_recurrent = Cell::apart ? layer.d_recurrent_gates : layer.d_gates;
  product(tile, {0, tile.items}, d_recurrent + std::ptrdiff_t{step.row + tile.item} * width, width, width,
          layer.recurrent_transposed);
  for (int p = 0; p < tile.panels; ++p) {
    const int unit = (tile.panel + p) * unit_vectors * lane_count;
    const int n = std::min(unit_vectors * lane_count, size - unit);
    for (int r = 0; r < tile.items; ++r) {
      Scalar* d_h0 = layer.d_h0 + std::ptrdiff_t{tile.item + r} * size + unit;
      const Scalar* sum = tile.row(p, r);
      for (int j = 0; j < n; ++j) d_h0[j] = Cell::apart ? d_h0[j] + sum[j] : sum[j];
    }
  }
}

template <class Cell>
void backward_part(const RecurrentBackward& layer, Range panels, ThreadPool* pool) {
  HWY_ALIGN Scalar buffer[tile_rows * unit_vectors * lane_count];
  const RecurrentForward& forward = layer.forward;
  const Steps& steps = forward.steps;
  const int size = forward.hidden_size;
  const int width = (size + lane_count - 1) / lane_count * lane_count * Cell::gates;
  const Range units = units_of(panels, unit_vectors, size);
  copy_columns(steps.batch(), units, size, layer.d_h_n, layer.d_h0);
  if (layer.d_c0 != nullptr) copy_columns(steps.batch(), units, size, layer.d_c_n, layer.d_c0);
  for (int i = 0; i < steps.count; ++i) {
    const Step step = step_at(steps, forward.reverse, forward.reverse ? i : steps.count - 1 - i);
    for_each_tile<unit_vectors>(panels, {0, step.alive}, buffer, [&](const UnitTile& tile) HWY_ATTR {
      backward_product<Cell>(layer, step, tile, width);
      backward_tile<Cell>(layer, step, tile, width);
    });
    if (pool != nullptr) pool->barrier();
  }
  if (forward.h0 == nullptr) return;
  for (int t = 0; t < steps.count; ++t) {
    const Step step = step_at(steps, forward.reverse, t);
    for_each_tile<unit_vectors>(panels, {step.before_alive, step.alive}, buffer,
                                [&](const UnitTile& tile) HWY_ATTR { backward_start<Cell>(layer, step, tile, width); });
  }
}

}  // namespace elman::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per-target guard
