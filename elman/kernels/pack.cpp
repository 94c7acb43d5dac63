#include <algorithm>
#include <stdexcept>
#include <string>

#include "elman/kernels/gemm.h"

namespace elman::kernels {

namespace {

// Column i of a panel: one row of W, over the inputs k.begin .. k.end.
void pack_column(const PackSource& source, int row, Scalar factor, Range k, int width, Scalar* column) {
  if (row < 0) {
    for (int j = k.begin; j < k.end; ++j) column[j * width] = 0;
    return;
  }
  const Scalar* w = source.w + row * source.row_stride;
  if (source.k_map == nullptr) {
    for (int j = k.begin; j < k.end; ++j) column[j * width] = factor * w[j * source.column_stride];
    return;
  }
  for (int j = k.begin; j < k.end; ++j) {
    const std::int32_t from = source.k_map[j];
    column[j * width] = from < 0 ? 0 : factor * w[from * source.column_stride];
  }
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

void pack(const PackedShape& shape, const PackSource& source, Scalar* packed) {
  constexpr int depth = 16;  // a tile of this many inputs and one panel stays in the first cache
  const int panels = panel_count(shape);
  const int width = shape.vectors * lanes();
  for (int panel = 0; panel < panels; ++panel, packed += static_cast<std::ptrdiff_t>(width) * shape.k) {
    for (int k = 0; k < shape.k; k += depth) {
      for (int j = 0; j < width; ++j) {
        const int i = panel * width + j;
        const int row = i >= shape.n ? -1 : source.n_map == nullptr ? i : source.n_map[i];
        const Scalar factor = i >= shape.n || source.n_scale == nullptr ? 1 : source.n_scale[i];
        pack_column(source, row, factor, {k, std::min(k + depth, shape.k)}, width, packed + j);
      }
    }
  }
}

}  // namespace elman::kernels
