// Softmax down the columns of a small matrix, compiled once per target: nothing is summed across lanes.
#if defined(ELMAN_KERNELS_SOFTMAX_COLUMNS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef ELMAN_KERNELS_SOFTMAX_COLUMNS_INL_H_
#undef ELMAN_KERNELS_SOFTMAX_COLUMNS_INL_H_
#else
#define ELMAN_KERNELS_SOFTMAX_COLUMNS_INL_H_
#endif

#include <limits>

#include "elman/kernels/math-inl.h"

HWY_BEFORE_NAMESPACE();
namespace elman::kernels::HWY_NAMESPACE {

// (depth, width), width a multiple of the lanes. Column j counts down to limit[j], or whole if limit is null.
struct ColumnShape {
  int depth;
  int width;
  const Scalar* limit;

  // Rows that any of the columns from j on, a vector of them, has.
  HWY_INLINE int end(int j) const {
    if (limit == nullptr) return depth;
    return static_cast<int>(hn::GetLane(hn::MaxOfLanes(Lanes(), hn::LoadU(Lanes(), limit + j))));
  }
  HWY_INLINE void clear_rest(int j, Scalar* x) const {
    for (int s = end(j); s < depth; ++s) hn::StoreU(hn::Zero(Lanes()), Lanes(), x + s * width + j);
  }
};

// Each column of x becomes the softmax of its elements, zero past its limit.
HWY_INLINE void ColumnSoftmax(const ColumnShape& shape, Scalar* x) {
  const Lanes d;
  const auto lanes = static_cast<int>(hn::Lanes(d));
  const int width = shape.width;
  const Vector least = hn::Set(d, -std::numeric_limits<Scalar>::infinity());
  for (int j = 0; j < width; j += lanes) {
    Scalar* column = x + j;
    const int end = shape.end(j);
    Vector largest = least;
    if (shape.limit == nullptr) {
      for (int s = 0; s < end; ++s) largest = hn::Max(largest, hn::LoadU(d, column + s * width));
    } else {
      const Vector limits = hn::LoadU(d, shape.limit + j);
      for (int s = 0; s < end; ++s) {
        const auto seen = hn::Gt(limits, hn::Set(d, static_cast<Scalar>(s)));
        const Vector v = hn::IfThenElse(seen, hn::LoadU(d, column + s * width), least);
        hn::StoreU(v, d, column + s * width);
        largest = hn::Max(largest, v);
      }
    }
    Vector sum = hn::Zero(d);
    for (int s = 0; s < end; ++s) {
      const Vector term = Exp(d, hn::Sub(hn::LoadU(d, column + s * width), largest));
      hn::StoreU(term, d, column + s * width);
      sum = hn::Add(sum, term);
    }
    const Vector factor = hn::Div(hn::Set(d, 1), sum);
    for (int s = 0; s < end; ++s) {
      hn::StoreU(hn::Mul(hn::LoadU(d, column + s * width), factor), d, column + s * width);
    }
    shape.clear_rest(j, x);
  }
}

// From the gradient dx of y = mask * softmax(x), given p = softmax(x) and y: dx = factor (y dx - p sum of y dx), down
// each column.
HWY_INLINE void ColumnSoftmaxBackward(const ColumnShape& shape, Scalar factor, const Scalar* p, const Scalar* y,
                                      Scalar* dx) {
  const Lanes d;
  const auto lanes = static_cast<int>(hn::Lanes(d));
  const Vector scale = hn::Set(d, factor);
  for (int j = 0; j < shape.width; j += lanes) {
    const int end = shape.end(j) * shape.width;
    Vector sum = hn::Zero(d);
    for (int i = j; i < end; i += shape.width) {
      sum = hn::MulAdd(hn::LoadU(d, y + i), hn::LoadU(d, dx + i), sum);
    }
    for (int i = j; i < end; i += shape.width) {
      const Vector from_y = hn::Mul(hn::LoadU(d, y + i), hn::LoadU(d, dx + i));
      hn::StoreU(hn::Mul(scale, hn::NegMulAdd(hn::LoadU(d, p + i), sum, from_y)), d, dx + i);
    }
    shape.clear_rest(j, dx);
  }
}

}  // namespace elman::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
