// How parameters start.
#pragma once

#include "elman/tensor/random.h"
#include "elman/tensor/tensor.h"

namespace elman::nn {

// Zeros where random is Random::none().

// U(-bound, bound).
Tensor uniform(const Shape& shape, Scalar bound, Random& random);
// N(0, 1).
Tensor normal(const Shape& shape, Random& random);

}  // namespace elman::nn
