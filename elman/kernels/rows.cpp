#include "elman/kernels/rows.h"

#include <algorithm>

#define HWY_TARGET_INCLUDE "elman/kernels/rows.cpp"
#include "elman/kernels/dispatch.h"
#include "elman/kernels/math-inl.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace elman::kernels::HWY_NAMESPACE {
namespace {

// y += x.
void add_to_row(std::size_t n, const Scalar* x, Scalar* y) {
  Map(n, x, y, y, [](Vector u, Vector v) HWY_ATTR { return hn::Add(u, v); });
}

// y = factor * x + z, z null for zeros.
void add_scaled_to_row(std::size_t n, Scalar factor, const Scalar* x, const Scalar* z, Scalar* y) {
  const Vector f = hn::Set(Lanes(), factor);
  if (z == nullptr) {
    Map(n, x, y, [f](Vector u) HWY_ATTR { return hn::Mul(f, u); });
  } else {
    Map(n, x, z, y, [f](Vector u, Vector v) HWY_ATTR { return hn::MulAdd(f, u, v); });
  }
}

// d_bias[j] += sum over rows, for `vectors` vectors of columns, of which the last may be a tail: `rest` columns are
// left.
template <int vectors>
HWY_INLINE void add_block_sums(int rows, const Scalar* dy, std::ptrdiff_t stride, Scalar* d_bias, std::size_t rest) {
  const Lanes d;
  const std::size_t lanes = hn::Lanes(d);
  Vector sum[vectors];
  ELMAN_UNROLL(8)
  for (int j = 0; j < vectors; ++j) sum[j] = hn::Zero(d);
  for (int r = 0; r < rows; ++r, dy += stride) {
    ELMAN_UNROLL(8)
    for (std::size_t j = 0; j < vectors; ++j) sum[j] = hn::Add(sum[j], LoadUpTo(d, dy + j * lanes, rest - j * lanes));
  }
  ELMAN_UNROLL(8)
  for (std::size_t j = 0; j < vectors; ++j) {
    Scalar* p = d_bias + j * lanes;
    StoreUpTo(d, hn::Add(LoadUpTo(d, p, rest - j * lanes), sum[j]), p, rest - j * lanes);
  }
}

void add_column_sums_of_rows(int rows, int n, const Scalar* dy, std::ptrdiff_t stride, Scalar* d_bias) {
  if (rows == 0) return;
  const auto width = static_cast<std::size_t>(n);
  const std::size_t lanes = hn::Lanes(Lanes());
  std::size_t j = 0;
  for (; j + 4 * lanes <= width; j += 4 * lanes) add_block_sums<4>(rows, dy + j, stride, d_bias + j, width - j);
  for (; j < width; j += lanes) add_block_sums<1>(rows, dy + j, stride, d_bias + j, width - j);
}

}  // namespace
}  // namespace elman::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace elman::kernels {

void gather_rows(int count, std::size_t n, const Scalar* x, const std::int32_t* index, Scalar* y) {
  for (int i = 0; i < count; ++i, y += n) {
    if (index[i] < 0) {
      std::fill_n(y, n, Scalar{0});
    } else {
      std::copy_n(x + static_cast<std::size_t>(index[i]) * n, n, y);
    }
  }
}

void gather_slices(std::int64_t outer, std::int64_t size, std::size_t n, const Scalar* x, int count,
                   const std::int32_t* index, Scalar* y) {
  const std::size_t x_block = static_cast<std::size_t>(size) * n;
  const std::size_t y_block = static_cast<std::size_t>(count) * n;
  for (std::int64_t block = 0; block < outer; ++block, x += x_block, y += y_block) gather_rows(count, n, x, index, y);
}

void scatter_add_rows(int count, std::size_t n, const Scalar* x, const std::int32_t* index, Scalar* y) {
  const auto add_to = ELMAN_DISPATCH(add_to_row);
  for (int i = 0; i < count; ++i, x += n) {
    if (index[i] >= 0) add_to(n, x, y + static_cast<std::size_t>(index[i]) * n);
  }
}

void add_table_rows(int count, std::size_t n, Scalar factor, const Scalar* x, const Scalar* rows,
                    const std::int32_t* index, Scalar* y) {
  const auto add = ELMAN_DISPATCH(add_scaled_to_row);
  for (int i = 0; i < count; ++i, x += n, y += n) {
    add(n, factor, x, index[i] < 0 ? nullptr : rows + static_cast<std::size_t>(index[i]) * n, y);
  }
}

void copy_block(std::int64_t rows, std::size_t n, const Scalar* x, std::ptrdiff_t x_stride, Scalar* y,
                std::ptrdiff_t y_stride) {
  for (std::int64_t r = 0; r < rows; ++r, x += x_stride, y += y_stride) std::copy_n(x, n, y);
}

void add_block(std::int64_t rows, std::size_t n, const Scalar* x, std::ptrdiff_t x_stride, Scalar* y,
               std::ptrdiff_t y_stride) {
  const auto add_to = ELMAN_DISPATCH(add_to_row);
  for (std::int64_t r = 0; r < rows; ++r, x += x_stride, y += y_stride) add_to(n, x, y);
}

void swap_leading(std::int64_t a, std::int64_t b, std::size_t n, const Scalar* x, Scalar* y) {
  const auto width = static_cast<std::ptrdiff_t>(n);
  for (std::int64_t i = 0; i < a; ++i) copy_block(b, n, x + i * b * width, width, y + i * width, a * width);
}

void add_swapped_leading(std::int64_t a, std::int64_t b, std::size_t n, const Scalar* x, Scalar* y) {
  const auto width = static_cast<std::ptrdiff_t>(n);
  for (std::int64_t i = 0; i < a; ++i) add_block(b, n, x + i * b * width, width, y + i * width, a * width);
}

void clear_other_rows(int rows, std::size_t n, int count, const std::int32_t* kept, Scalar* y) {
  for (int row = 0, next = 0; row < rows; ++row, y += n) {
    if (next < count && kept[next] == row) {
      ++next;
    } else {
      std::fill_n(y, n, Scalar{0});
    }
  }
}

void fill_columns(std::int64_t rows, std::size_t n, int count, const std::int32_t* columns, Scalar value, Scalar* y) {
  for (std::int64_t r = 0; r < rows; ++r, y += n) {
    for (int i = 0; i < count; ++i) y[columns[i]] = value;
  }
}

void add_column_sums(int rows, int n, const Scalar* dy, std::ptrdiff_t stride, Scalar* d_bias) {
  ELMAN_DISPATCH(add_column_sums_of_rows)(rows, n, dy, stride, d_bias);
}

}  // namespace elman::kernels
#endif
