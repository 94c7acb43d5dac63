#include "elman/tensor/rows.h"

#include <string>

#include "elman/error.h"
#include "elman/kernels/rows.h"

namespace elman {

namespace {

void check(const char* function, const char* entry, std::span<const std::int32_t> chosen, std::int64_t size,
           const Shape& shape) {
  for (const std::int32_t one : chosen) {
    if (one < 0 || one >= size) {
      throw UsageError(std::string(function) + ": found " + entry + " " + std::to_string(one) + " for shape " +
                       shape.to_string() + ", expected 0 to " + std::to_string(size - 1));
    }
  }
}

}  // namespace

Tensor choose_along(const Tensor& x, int axis, std::span<const std::int32_t> from) {
  const Shape& shape = x.shape();
  const std::int64_t size = shape[axis];
  check("choose_along", "entry", from, size, shape);
  const int chosen = axis < 0 ? axis + shape.rank() : axis;
  std::int64_t sizes[Shape::max_rank];
  std::int64_t outer = 1;
  std::int64_t inner = 1;
  for (int d = 0; d < shape.rank(); ++d) {
    sizes[d] = d == chosen ? static_cast<std::int64_t>(from.size()) : shape[d];
    if (d < chosen) outer *= shape[d];
    if (d > chosen) inner *= shape[d];
  }
  Tensor y(Shape(sizes, shape.rank()));
  kernels::gather_slices(outer, size, static_cast<std::size_t>(inner), x.data(), static_cast<int>(from.size()),
                         from.data(), y.data());
  return y;
}

void fill_columns(Tensor& x, std::span<const std::int32_t> columns, Scalar value) {
  check("fill_columns", "column", columns, x.shape().columns(), x.shape());
  kernels::fill_columns(x.shape().rows(), static_cast<std::size_t>(x.shape().columns()),
                        static_cast<int>(columns.size()), columns.data(), value, x.data());
}

}  // namespace elman
