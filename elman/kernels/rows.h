// Gathering, scattering, copying and filling of rows, blocks and columns. Rows are contiguous unless a stride is given.
#pragma once

#include <cstddef>
#include <cstdint>

#include "elman/scalar.h"

namespace elman::kernels {

// y (count, n): row i = row index[i] of x; zeros for an index of -1.
void gather_rows(int count, std::size_t n, const Scalar* x, const std::int32_t* index, Scalar* y);
// The same in each of `outer` blocks: x (outer, size, n), y (outer, count, n).
void gather_slices(std::int64_t outer, std::int64_t size, std::size_t n, const Scalar* x, int count,
                   const std::int32_t* index, Scalar* y);
// Row index[i] of y += row i of x (count, n), in the order of i; an index of -1 leaves the row out.
void scatter_add_rows(int count, std::size_t n, const Scalar* x, const std::int32_t* index, Scalar* y);

// y = factor * x + row index[i] of rows, for row i of x and y (count, n); an index of -1 adds nothing.
void add_table_rows(int count, std::size_t n, Scalar factor, const Scalar* x, const Scalar* rows,
                    const std::int32_t* index, Scalar* y);

// A block of (rows, n) in larger matrices: y = x, y += x. Strides are the distances between rows.
void copy_block(std::int64_t rows, std::size_t n, const Scalar* x, std::ptrdiff_t x_stride, Scalar* y,
                std::ptrdiff_t y_stride);
void add_block(std::int64_t rows, std::size_t n, const Scalar* x, std::ptrdiff_t x_stride, Scalar* y,
               std::ptrdiff_t y_stride);

// x (a, b, n), y (b, a, n): y[j, i] = x[i, j], y[j, i] += x[i, j].
void swap_leading(std::int64_t a, std::int64_t b, std::size_t n, const Scalar* x, Scalar* y);
void add_swapped_leading(std::int64_t a, std::int64_t b, std::size_t n, const Scalar* x, Scalar* y);

// Rows of y (rows, n) that are not among kept (count), which ascends, become zero.
void clear_other_rows(int rows, std::size_t n, int count, const std::int32_t* kept, Scalar* y);
// y (rows, n): the given columns (count) of all rows become `value`.
void fill_columns(std::int64_t rows, std::size_t n, int count, const std::int32_t* columns, Scalar value, Scalar* y);

// d_bias[j] += sum over rows of dy[r * stride + j], j < n.
void add_column_sums(int rows, int n, const Scalar* dy, std::ptrdiff_t stride, Scalar* d_bias);

}  // namespace elman::kernels
