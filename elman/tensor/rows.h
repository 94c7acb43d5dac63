// Parts of tensors chosen by index, for what happens outside of a computation with gradients.
#pragma once

#include <cstdint>
#include <span>

#include "elman/tensor/tensor.h"

namespace elman {

// A new tensor whose entry i along `axis` is entry from[i] of x; `from` may repeat entries, leave some out, or be
// empty. A negative axis counts from the end. Throws UsageError for an axis or an entry that x does not have.
Tensor choose_along(const Tensor& x, int axis, std::span<const std::int32_t> from);

// Sets the given columns of all rows of x (..., columns) to a value. Throws UsageError for a column that x does not
// have.
void fill_columns(Tensor& x, std::span<const std::int32_t> columns, Scalar value);

}  // namespace elman
