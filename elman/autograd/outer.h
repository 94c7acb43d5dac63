// The gradient of a weight in a product.
#pragma once

#include "elman/autograd/tape.h"
#include "elman/kernels/gemm.h"

namespace elman {

// dW (n, k) += dY (rows, n)^T X (rows, k).
inline void add_outer(Tape& tape, int rows, int n, int k, const Scalar* dy, const Scalar* x, Scalar* dw) {
  kernels::OuterArguments outer{.rows = rows, .n = n, .k = k, .a = dy, .lda = n};
  outer.x = x;
  outer.ldx = k;
  outer.c = dw;
  outer.ldc = k;
  outer.scratch = tape.scratch(kernels::outer_scratch_size(tape.pool(), rows, n, k));
  kernels::outer(tape.pool(), outer);
}

}  // namespace elman
