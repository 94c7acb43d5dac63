// Matrix products with weights packed in panels of a few vectors, the layout in which one core reaches its fp32 peak.
#pragma once

#include <cstddef>
#include <cstdint>

#include "elman/scalar.h"
#include "elman/system/thread_pool.h"

namespace elman::kernels {

// Scalars in one vector of the instruction set chosen at run time (1 on a scalar machine).
int lanes();

// Describes W (n, k) packed for products with rows of length k: panels of `vectors` vectors of columns,
// P[panel][k][vectors * lanes()]; columns past n are zero. vectors is 4 except for GRU gates (3).
struct PackedShape {
  int n = 0;        // outputs
  int k = 0;        // inputs
  int vectors = 4;  // vectors in a panel
};

// Panels of the packed form. Throws std::invalid_argument for panels of other than 3 or 4 vectors.
int panel_count(const PackedShape& shape);

// Scalars that the packed form of `shape` takes.
std::size_t packed_size(const PackedShape& shape);

// Packs W. Element (i, j) of the packed matrix, i < shape.n, j < shape.k, is
// n_scale[i] * w[n_map[i] * row_stride + k_map[j] * column_stride]; a map entry of -1 gives zero; a null map is the
// identity, a null scale is one. row_stride = 1 and column_stride = ld pack the transpose.
struct PackSource {
  const Scalar* w = nullptr;
  std::ptrdiff_t row_stride = 0;
  std::ptrdiff_t column_stride = 1;
  const std::int32_t* n_map = nullptr;  // (n)
  const std::int32_t* k_map = nullptr;  // (k)
  const Scalar* n_scale = nullptr;      // (n)
};
// packed is aligned to 64 bytes.
void pack(system::ThreadPool& pool, const PackedShape& shape, const PackSource& source, Scalar* packed);

// C (m, n) = start + A (m, k) * W^T, W packed. start is C itself if accumulate, else the bias (n) if given,
// else zero. Each element is summed over k in one fixed order whatever m, the row's position and the number of threads.
struct GemmArguments {
  int m = 0;
  const Scalar* a = nullptr;
  std::ptrdiff_t lda = 0;
  const Scalar* packed = nullptr;
  const Scalar* bias = nullptr;
  bool accumulate = false;
  Scalar* c = nullptr;
  std::ptrdiff_t ldc = 0;
};
// The address of a or c needs no alignment; their rows may be any distance apart.
void gemm(system::ThreadPool& pool, const PackedShape& shape, const GemmArguments& arguments);

// The gradient of a weight: C[n_map[i], j] += sum over r < rows of A[a_index[r], i] * X[x_index[r], j], i < n, j < k.
// A null index or map is the identity; an n_map entry of -1 skips that i, no other entry occurs twice. The sum over r
// runs in one fixed order.
// scratch: outer_scratch_size(...) scalars.
struct OuterArguments {
  int rows = 0;
  int n = 0;
  int k = 0;
  const Scalar* a = nullptr;
  std::ptrdiff_t lda = 0;
  const std::int32_t* a_index = nullptr;
  const std::int32_t* n_map = nullptr;
  const Scalar* x = nullptr;
  std::ptrdiff_t ldx = 0;
  const std::int32_t* x_index = nullptr;
  Scalar* c = nullptr;
  std::ptrdiff_t ldc = 0;
  Scalar* scratch = nullptr;
};
std::size_t outer_scratch_size(const system::ThreadPool& pool, int rows, int n, int k);
void outer(system::ThreadPool& pool, const OuterArguments& arguments);

}  // namespace elman::kernels
