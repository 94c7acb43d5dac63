// Products of columns.
#pragma once

#include <cstdint>
#include <span>

#include "elman/autograd/tape.h"

namespace elman::ops {

// x (rows, n) -> (rows, terms): each term the product of the columns in `factors` from first[m] to first[m + 1], 1
// without any. first has one number more than there are terms. Throws UsageError for a column that x does not have.
Variable monomials(Tape& tape, Variable x, std::span<const std::int32_t> first, std::span<const std::int32_t> factors);

}  // namespace elman::ops
