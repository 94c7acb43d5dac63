// The forward pass that all recurrent cells share: for each step, the products W_hh h of a tile and the cell's formula
// on its rows.

// Per-target guard: this file is included once for each target.
#if defined(ELMAN_KERNELS_RECURRENT_FORWARD_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef ELMAN_KERNELS_RECURRENT_FORWARD_INL_H_
#undef ELMAN_KERNELS_RECURRENT_FORWARD_INL_H_
#else
#define ELMAN_KERNELS_RECURRENT_FORWARD_INL_H_
#endif

#include <algorithm>
#include <cstddef>

#include "elman/kernels/recurrent_parts.h"
#include "elman/kernels/recurrent_tile-inl.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace elman::kernels::HWY_NAMESPACE {

// What a row of a step reads and writes in the forward pass; null if absent.
struct ForwardRow {
  const Scalar* inputs = nullptr;
  const Scalar* h_before = nullptr;
  Scalar* output = nullptr;
  Scalar* c = nullptr;  // LSTM: c before the step, replaced by c after it
  Scalar* gates = nullptr;
  Scalar* cells = nullptr;
};

HWY_INLINE ForwardRow forward_row(const RecurrentForward& layer, const Step& step, int batch_index, int width) {
  const int row = step.row + batch_index;
  const int size = layer.hidden_size;
  return {layer.inputs + std::ptrdiff_t{layer.input_index == nullptr ? row : layer.input_index[row]} * width,
          state_before(step, batch_index, layer.output, layer.output_stride, layer.h0, size),
          layer.output + row * layer.output_stride,
          row_of(layer.c_n, batch_index, size),
          row_of(layer.gates, row, width),
          row_of(layer.cells, row, size)};
}

// W_hh h_before of a tile's rows: from the outputs of the step before, from h0, or zero.
template <class Cell>
HWY_INLINE void forward_product(const RecurrentForward& layer, const Step& step, const Tile<Cell::vectors>& tile) {
  const int size = layer.hidden_size;
  const int width = (size + lane_count - 1) / lane_count * lane_count * Cell::gates;
  const auto fetch = [&](int p, int r, Fetches& fetches) {
    constexpr int panel_width = Cell::vectors * lane_count;
    const int begin = (tile.panel + p) * panel_width;
    const int n = std::min(panel_width, width - begin);
    const ForwardRow row = forward_row(layer, step, tile.begin + r, width);
    fetches.add(row.inputs, begin, n);
    if (layer.gates != layer.inputs) fetches.add(row.gates, begin, n);
    fetches.add(row.cells, begin / Cell::gates, n / Cell::gates);
  };
  const int continued = std::clamp(step.before_alive - tile.begin, 0, tile.count);
  product(tile, {0, continued}, layer.output + (step.before_row + tile.begin) * layer.output_stride,
          layer.output_stride, size, layer.recurrent, fetch);
  if (layer.h0 != nullptr) {
    product(tile, {continued, tile.count}, layer.h0 + std::ptrdiff_t{tile.begin + continued} * size, size, size,
            layer.recurrent, fetch);
    return;
  }
  for (int p = 0; p < tile.panels; ++p) std::fill(tile.row(p, continued), tile.row(p, tile.count), Scalar{0});
}

// Cell has: vectors and blocks of a panel (blocks: vectors of units in it), gates of a unit, and the formula for n
// units from `unit` on, z their vectors of the tile, in two stages, each of which the processor can do for many rows at
// once: activate(row, unit, z) finishes what depends on no other gate, combine<whole>(layer, row, unit, n, z) the rest.
template <class Cell>
HWY_INLINE void forward_tile(const RecurrentForward& layer, const Step& step, const Tile<Cell::vectors>& tile) {
  const int size = layer.hidden_size;
  const int width = (size + lane_count - 1) / lane_count * lane_count * Cell::gates;
  for (int p = 0; p < tile.panels; ++p) {
    const int unit = (tile.panel + p) * Cell::blocks * lane_count;
    if constexpr (Cell::staged) {
      for (int r = 0; r < tile.count; ++r) {
        Cell::activate(forward_row(layer, step, tile.begin + r, width), unit, tile.row(p, r));
      }
    }
  }
  for (int p = 0; p < tile.panels; ++p) {
    for (int r = 0; r < tile.count; ++r) {
      const ForwardRow row = forward_row(layer, step, tile.begin + r, width);
      const Scalar* z = tile.row(p, r);
      int unit = (tile.panel + p) * Cell::blocks * lane_count;
      for (int block = 0; block < Cell::blocks && unit < size; ++block, unit += lane_count) {
        const Scalar* z_block = z + block * Cell::gates * lane_count;
        if (unit + lane_count <= size) {
          Cell::template combine<true>(layer, row, unit, lane_count, z_block);
        } else {
          Cell::template combine<false>(layer, row, unit, size - unit, z_block);
        }
      }
    }
  }
}

template <class Cell>
void forward_part(const RecurrentForward& layer, const Part& part) {
  HWY_ALIGN Scalar buffer[tile_rows * Cell::vectors * lane_count];
  const system::Range units = units_of(part.panels, Cell::blocks, layer.hidden_size);
  if (layer.c_n != nullptr) copy_columns(part.batch, units, layer.hidden_size, layer.c0, layer.c_n);
  for (int i = 0; i < layer.steps.count; ++i) {
    const Step step = step_at(layer.steps, layer.reverse, layer.reverse ? layer.steps.count - 1 - i : i);
    const system::Range alive = part.alive(step.alive);
    for_each_tile<Cell::vectors>(part.panels, alive, buffer, [&](const Tile<Cell::vectors>& tile) HWY_ATTR {
      forward_product<Cell>(layer, step, tile);
      forward_tile<Cell>(layer, step, tile);
    });
    for (int batch_index = std::max(alive.begin, step.after_alive); batch_index < alive.end;
         ++batch_index) {  // their last step
      std::copy_n(layer.output + (step.row + batch_index) * layer.output_stride + units.begin, units.end - units.begin,
                  layer.h_n + std::ptrdiff_t{batch_index} * layer.hidden_size + units.begin);
    }
    if (part.shared != nullptr) part.shared->barrier();
  }
}

}  // namespace elman::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per-target guard
