// The small products of attention: rows that are apart in memory, with each other or weighted. Every element has one
// accumulator and one order of summation, whatever the block it is computed in, so a query's numbers do not depend on
// which queries are beside it.
#if defined(ELMAN_KERNELS_SCATTERED_ROWS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef ELMAN_KERNELS_SCATTERED_ROWS_INL_H_
#undef ELMAN_KERNELS_SCATTERED_ROWS_INL_H_
#else
#define ELMAN_KERNELS_SCATTERED_ROWS_INL_H_
#endif

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "elman/kernels/math-inl.h"

HWY_BEFORE_NAMESPACE();
namespace elman::kernels::HWY_NAMESPACE {

// Row i of `width` scalars begins at base + (index[i] + offset) * stride, or at base + i * stride if index is null.
template <class T>
struct ScatteredRows {
  T* base;
  const std::int32_t* index;
  std::int32_t offset;
  int width;
  std::ptrdiff_t stride;

  HWY_INLINE T* operator[](int i) const {
    return base + static_cast<std::ptrdiff_t>(index == nullptr ? i : index[i] + offset) * stride;
  }
};
using SourceRows = ScatteredRows<const Scalar>;
using TargetRows = ScatteredRows<Scalar>;

// The first `count` rows, copied densely into `to`. An item's rows are a power of two apart in many a batch and
// would drive each other out of the cache.
HWY_INLINE SourceRows Gather(const SourceRows& rows, int count, Scalar* to) {
  for (int i = 0; i < count; ++i) {
    std::memcpy(to + static_cast<std::ptrdiff_t>(i) * rows.width, rows[i],
                static_cast<std::size_t>(rows.width) * sizeof(Scalar));
  }
  return {to, nullptr, 0, rows.width, rows.width};
}

// Adds dense rows to where they belong.
HWY_INLINE void AddRows(const Scalar* from, int count, const TargetRows& rows) {
  for (int i = 0; i < count; ++i, from += rows.width) {
    Map(static_cast<std::size_t>(rows.width), from, rows[i], rows[i],
        [](Vector a, Vector b) HWY_ATTR { return hn::Add(a, b); });
  }
}

// Rows of a matrix (queries, stride): element (i, s) belongs to query[i] and source position s.
template <class T>
struct QueryMatrix {
  T* base;
  const std::int32_t* query;
  int stride;

  HWY_INLINE T* operator[](int i) const { return base + static_cast<std::ptrdiff_t>(query[i]) * stride; }
  HWY_INLINE T& operator()(int i, int s) const { return (*this)[i][s]; }
};
template <class Matrix>
struct Transposed {
  Matrix matrix;

  HWY_INLINE auto& operator()(int s, int i) const { return matrix(i, s); }
};

template <bool tail>
HWY_INLINE Vector LoadPart(Lanes d, const Scalar* p, std::size_t rest) {
  if constexpr (tail) {
    return LoadTail(d, p, rest);
  } else {
    return hn::LoadU(d, p);
  }
}
template <bool tail>
HWY_INLINE void StorePart(Lanes d, Vector v, Scalar* p, std::size_t rest) {
  if constexpr (tail) {
    StoreTail(d, v, p, rest);
  } else {
    hn::StoreU(v, d, p);
  }
}

// One step of DotBlock: the vectors from column k on.
template <bool tail, int rows, int columns>
HWY_INLINE void DotStep(const Scalar* const (&left)[rows], const Scalar* const (&right)[columns], std::size_t k,
                        std::size_t rest, Vector (&sum)[rows][columns]) {
  const Lanes d;
  Vector x[rows];
  ELMAN_UNROLL(8)
  for (int p = 0; p < rows; ++p) x[p] = LoadPart<tail>(d, left[p] + k, rest);
  ELMAN_UNROLL(8)
  for (int q = 0; q < columns; ++q) {
    const Vector y = LoadPart<tail>(d, right[q] + k, rest);
    ELMAN_UNROLL(8)
    for (int p = 0; p < rows; ++p) sum[p][q] = hn::MulAdd(x[p], y, sum[p][q]);
  }
}

// c(i, j) = scale * a[i] . b[j] for a block of rows from (i, j) on.
template <int rows, int columns>
HWY_INLINE void DotBlock(const SourceRows& a, int i, const SourceRows& b, int j, Scalar scale,
                         const QueryMatrix<Scalar>& c) {
  const Lanes d;
  const std::size_t lanes = hn::Lanes(d);
  const auto width = static_cast<std::size_t>(a.width);
  const Scalar* left[rows];
  const Scalar* right[columns];
  Vector sum[rows][columns];
  ELMAN_UNROLL(8)
  for (int p = 0; p < rows; ++p) {
    left[p] = a[i + p];
    ELMAN_UNROLL(8)
    for (int q = 0; q < columns; ++q) sum[p][q] = hn::Zero(d);
  }
  ELMAN_UNROLL(8)
  for (int q = 0; q < columns; ++q) right[q] = b[j + q];
  std::size_t k = 0;
  for (; k + lanes <= width; k += lanes) DotStep<false>(left, right, k, lanes, sum);
  if (k < width) DotStep<true>(left, right, k, width - k, sum);
  ELMAN_UNROLL(8)
  for (int p = 0; p < rows; ++p) {
    ELMAN_UNROLL(8)
    for (int q = 0; q < columns; ++q) c(i + p, j + q) = scale * Sum(d, sum[p][q]);
  }
}

// c(i, j) = scale * a[i] . b[j], i < rows, j < columns. a and b have the same width.
HWY_INLINE void Dots(const SourceRows& a, int rows, const SourceRows& b, int columns, Scalar scale,
                     const QueryMatrix<Scalar>& c) {
  int i = 0;
  for (; i + 4 <= rows; i += 4) {
    int j = 0;
    for (; j + 2 <= columns; j += 2) DotBlock<4, 2>(a, i, b, j, scale, c);
    for (; j < columns; ++j) DotBlock<4, 1>(a, i, b, j, scale, c);
  }
  for (; i < rows; ++i) {
    int j = 0;
    for (; j + 8 <= columns; j += 8) DotBlock<1, 8>(a, i, b, j, scale, c);
    for (; j + 2 <= columns; j += 2) DotBlock<1, 2>(a, i, b, j, scale, c);
    for (; j < columns; ++j) DotBlock<1, 1>(a, i, b, j, scale, c);
  }
}

// out[i] (+)= sum over j < depth of c(i, j) b[j], for a block of rows and of vectors of columns from (i, k) on.
template <bool accumulate, int rows, int vectors, bool tail, class Matrix>
HWY_INLINE void CombineBlock(const Matrix& c, int i, int depth, const SourceRows& b, std::size_t k,
                             const TargetRows& out) {
  const Lanes d;
  const std::size_t lanes = hn::Lanes(d);
  const std::size_t rest = static_cast<std::size_t>(b.width) - k;
  Vector sum[rows][vectors];
  ELMAN_UNROLL(8)
  for (int p = 0; p < rows; ++p) {
    const Scalar* from = out[i + p] + k;
    ELMAN_UNROLL(8)
    for (std::size_t q = 0; q < vectors; ++q) {
      sum[p][q] = accumulate ? LoadPart<tail>(d, from + q * lanes, rest) : hn::Zero(d);
    }
  }
  for (int j = 0; j < depth; ++j) {
    const Scalar* from = b[j] + k;
    Vector y[vectors];
    ELMAN_UNROLL(8)
    for (std::size_t q = 0; q < vectors; ++q) y[q] = LoadPart<tail>(d, from + q * lanes, rest);
    ELMAN_UNROLL(8)
    for (int p = 0; p < rows; ++p) {
      const Vector x = hn::Set(d, c(i + p, j));
      ELMAN_UNROLL(8)
      for (std::size_t q = 0; q < vectors; ++q) sum[p][q] = hn::MulAdd(x, y[q], sum[p][q]);
    }
  }
  ELMAN_UNROLL(8)
  for (int p = 0; p < rows; ++p) {
    Scalar* to = out[i + p] + k;
    ELMAN_UNROLL(8)
    for (std::size_t q = 0; q < vectors; ++q) StorePart<tail>(d, sum[p][q], to + q * lanes, rest);
  }
}

// All columns of `rows` rows of Combine, `vectors` vectors at a time.
template <bool accumulate, int rows, int vectors, class Matrix>
HWY_INLINE void CombineRows(const Matrix& c, int i, int depth, const SourceRows& b, const TargetRows& out) {
  const std::size_t lanes = hn::Lanes(Lanes());
  const auto width = static_cast<std::size_t>(b.width);
  std::size_t k = 0;
  for (; k + vectors * lanes <= width; k += vectors * lanes) {
    CombineBlock<accumulate, rows, vectors, false>(c, i, depth, b, k, out);
  }
  for (; k + lanes <= width; k += lanes) CombineBlock<accumulate, rows, 1, false>(c, i, depth, b, k, out);
  if (k < width) CombineBlock<accumulate, rows, 1, true>(c, i, depth, b, k, out);
}

// out[i] = sum over j < depth of c(i, j) b[j], i < rows; added to what is there where accumulate.
template <bool accumulate, class Matrix>
HWY_INLINE void Combine(const Matrix& c, int rows, int depth, const SourceRows& b, const TargetRows& out) {
  int i = 0;
  for (; i + 4 <= rows; i += 4) CombineRows<accumulate, 4, 2>(c, i, depth, b, out);
  for (; i < rows; ++i) CombineRows<accumulate, 1, 8>(c, i, depth, b, out);
}

}  // namespace elman::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
