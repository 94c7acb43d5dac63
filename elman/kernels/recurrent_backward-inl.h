// The backward pass that all recurrent cells share: for each step, the gradient of h of a tile and the cell's formula
// on its rows.

// Per-target guard: this file is included once for each target.
#if defined(ELMAN_KERNELS_RECURRENT_BACKWARD_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef ELMAN_KERNELS_RECURRENT_BACKWARD_INL_H_
#undef ELMAN_KERNELS_RECURRENT_BACKWARD_INL_H_
#else
#define ELMAN_KERNELS_RECURRENT_BACKWARD_INL_H_
#endif

#include <algorithm>
#include <cstddef>

#include "elman/kernels/recurrent_parts.h"
#include "elman/kernels/recurrent_tile-inl.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace elman::kernels::HWY_NAMESPACE {

// What a row of a step reads and writes in the backward pass; null if absent.
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
HWY_INLINE BackwardRow backward_row(const RecurrentBackward& layer, const Step& step, int batch_index, int width) {
  const RecurrentForward& forward = layer.forward;
  const int row = step.row + batch_index;
  const int size = forward.hidden_size;
  return {row_of(forward.gates, row, width),
          row_of(forward.cells, row, size),
          forward.output + row * forward.output_stride,
          Cell::before(forward, step, batch_index),
          row_of(layer.d_output, row, layer.d_output_stride),
          layer.d_gates + std::ptrdiff_t{row} * width,
          row_of(layer.d_recurrent_gates, row, width),
          layer.d_h0 + std::ptrdiff_t{batch_index} * size,
          row_of(layer.d_c0, batch_index, size)};
}

constexpr int unit_vectors = 4;  // of a panel of the transposed weights
using UnitTile = Tile<unit_vectors>;

// The gradient of h after a step without d_output: through W_hh from the step after it, or d_h_n at the end.
template <class Cell>
HWY_INLINE void backward_product(const RecurrentBackward& layer, const Step& step, const UnitTile& tile, int width) {
  const int size = layer.forward.hidden_size;
  const Scalar* d_recurrent = Cell::apart ? layer.d_recurrent_gates : layer.d_gates;
  const int continued = std::clamp(step.after_alive - tile.begin, 0, tile.count);
  product(tile, {0, continued}, d_recurrent + std::ptrdiff_t{step.after_row + tile.begin} * width, width, width,
          layer.recurrent_transposed, FetchNothing());
  for (int p = 0; p < tile.panels; ++p) {
    const int unit = (tile.panel + p) * unit_vectors * lane_count;
    const int n = std::min(unit_vectors * lane_count, size - unit);
    for (int r = continued; r < tile.count; ++r) {
      std::copy_n(layer.d_h0 + std::ptrdiff_t{tile.begin + r} * size + unit, n, tile.row(p, r));
      std::fill_n(tile.row(p, r) + n, unit_vectors * lane_count - n, Scalar{0});
    }
  }
}

// Cell has: gates of a unit, before(layer, step, batch_index), apart (d_recurrent_gates is not d_gates; then part of
// the gradient of h is carried outside W_hh), and backward<whole>(layer, row, unit, n, dh): the formula for n units
// from `unit` on.
template <class Cell>
HWY_INLINE void backward_tile(const RecurrentBackward& layer, const Step& step, const UnitTile& tile, int width) {
  const int size = layer.forward.hidden_size;
  for (int p = 0; p < tile.panels; ++p) {
    for (int r = 0; r < tile.count; ++r) {
      const BackwardRow row = backward_row<Cell>(layer, step, tile.begin + r, width);
      const bool carried = Cell::apart && tile.begin + r < step.after_alive;
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

// d_h0 of the sequences that start at a step: through W_hh from that step, and what was carried.
template <class Cell>
HWY_INLINE void backward_start(const RecurrentBackward& layer, const Step& step, const UnitTile& tile, int width) {
  const int size = layer.forward.hidden_size;
  const Scalar* d_recurrent = Cell::apart ? layer.d_recurrent_gates : layer.d_gates;
  product(tile, {0, tile.count}, d_recurrent + std::ptrdiff_t{step.row + tile.begin} * width, width, width,
          layer.recurrent_transposed, FetchNothing());
  for (int p = 0; p < tile.panels; ++p) {
    const int unit = (tile.panel + p) * unit_vectors * lane_count;
    const int n = std::min(unit_vectors * lane_count, size - unit);
    for (int r = 0; r < tile.count; ++r) {
      Scalar* d_h0 = layer.d_h0 + std::ptrdiff_t{tile.begin + r} * size + unit;
      const Scalar* sum = tile.row(p, r);
      for (int j = 0; j < n; ++j) d_h0[j] = Cell::apart ? d_h0[j] + sum[j] : sum[j];
    }
  }
}

template <class Cell>
void backward_part(const RecurrentBackward& layer, const Part& part) {
  HWY_ALIGN Scalar buffer[tile_rows * unit_vectors * lane_count];
  const RecurrentForward& forward = layer.forward;
  const Steps& steps = forward.steps;
  const int size = forward.hidden_size;
  const int width = (size + lane_count - 1) / lane_count * lane_count * Cell::gates;
  const system::Range units = units_of(part.panels, unit_vectors, size);
  copy_columns(part.batch, units, size, layer.d_h_n, layer.d_h0);
  if (layer.d_c0 != nullptr) copy_columns(part.batch, units, size, layer.d_c_n, layer.d_c0);
  for (int i = 0; i < steps.count; ++i) {
    const Step step = step_at(steps, forward.reverse, forward.reverse ? i : steps.count - 1 - i);
    for_each_tile<unit_vectors>(part.panels, part.alive(step.alive), buffer, [&](const UnitTile& tile) HWY_ATTR {
      backward_product<Cell>(layer, step, tile, width);
      backward_tile<Cell>(layer, step, tile, width);
    });
    if (part.shared != nullptr) part.shared->barrier();
  }
  if (forward.h0 == nullptr) return;
  for (int t = 0; t < steps.count; ++t) {
    const Step step = step_at(steps, forward.reverse, t);
    const system::Range alive = part.alive(step.alive);
    for_each_tile<unit_vectors>(part.panels, {std::max(alive.begin, step.before_alive), alive.end}, buffer,
                                [&](const UnitTile& tile) HWY_ATTR { backward_start<Cell>(layer, step, tile, width); });
  }
}

}  // namespace elman::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per-target guard
