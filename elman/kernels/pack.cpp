#include <algorithm>
#include <stdexcept>
#include <string>

#include "elman/kernels/gemm.h"

namespace elman::kernels {

namespace {

// One column of a panel, which is a row of W, over the inputs k.begin .. k.end.
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

// Columns n.begin .. n.end of W as one panel.
void pack_panel(const PackSource& source, Range n, int inputs, int width, Scalar* panel) {
  constexpr int depth = 16;  // a tile of this many inputs and one panel stays in the first cache
  for (int k = 0; k < inputs; k += depth) {
    for (int i = n.begin; i < n.end; ++i) {
      const int row = source.n_map == nullptr ? i : source.n_map[i];
      const Scalar factor = source.n_scale == nullptr ? 1 : source.n_scale[i];
      pack_column(source, row, factor, {k, std::min(k + depth, inputs)}, width, panel + (i - n.begin));
    }
  }
}

// The same where W is a transpose: what stands side by side in a panel does so in W too.
void pack_transposed_panel(const PackSource& source, Range n, int inputs, int width, Scalar* panel) {
  const int columns = n.end - n.begin;
  for (int k = 0; k < inputs; ++k, panel += width) {
    const std::int32_t from = source.k_map == nullptr ? k : source.k_map[k];
    if (from < 0) {
      std::fill_n(panel, columns, Scalar{0});
      continue;
    }
    const Scalar* w = source.w + from * source.column_stride + n.begin;
    std::copy_n(w, columns, panel);
    if (source.n_scale == nullptr) continue;
    for (int i = 0; i < columns; ++i) panel[i] *= source.n_scale[n.begin + i];
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
  const int panels = panel_count(shape);
  const int width = shape.vectors * lanes();
  const bool transposed = source.row_stride == 1 && source.n_map == nullptr;
  for (int p = 0; p < panels; ++p) {
    const Range n = {p * width, std::min(shape.n, (p + 1) * width)};
    const int exist = n.end - n.begin;
    Scalar* panel = packed + static_cast<std::ptrdiff_t>(n.begin) * shape.k;
    if (exist < width) {
      for (int k = 0; k < shape.k; ++k) std::fill(panel + k * width + exist, panel + (k + 1) * width, Scalar{0});
    }
    if (transposed) {
      pack_transposed_panel(source, n, shape.k, width, panel);
    } else {
      pack_panel(source, n, shape.k, width, panel);
    }
  }
}

}  // namespace elman::kernels
