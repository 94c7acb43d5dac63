// Multi-head attention of an item that has few queries, as in decoding, compiled once per target. Weights are (queries,
// length).
#if defined(ELMAN_KERNELS_MULTIHEAD_FEW_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef ELMAN_KERNELS_MULTIHEAD_FEW_INL_H_
#undef ELMAN_KERNELS_MULTIHEAD_FEW_INL_H_
#else
#define ELMAN_KERNELS_MULTIHEAD_FEW_INL_H_
#endif

#include "elman/kernels/dropout-inl.h"
#include "elman/kernels/multihead_unit-inl.h"
#include "elman/kernels/rows-inl.h"

HWY_BEFORE_NAMESPACE();
namespace elman::kernels::HWY_NAMESPACE {

HWY_INLINE void forward_few(const MultiheadForward& a, const Unit& u, Scalar* weights, Scalar* dropped) {
  const SourceRows keys = source_rows(a, u, a.key.data, a.key.stride);
  const SourceRows values = source_rows(a, u, a.value.data, a.value.stride);
  const auto queries = query_rows(a, u, a.query.data, a.query.stride);
  const TargetRows contexts = query_rows(a, u, a.context, width_of(a));
  for (int i = 0; i < u.queries; ++i) {
    const std::ptrdiff_t row = std::ptrdiff_t{i} * u.length;
    const int limit = limit_of(a, u, i);
    const std::int32_t only = 0;
    Scalar* p = weights + row;
    Dots({queries[i], nullptr, 0, a.head_size, 0}, 1, keys, limit, a.scale, {p, &only, 0});
    SoftmaxRow(static_cast<std::size_t>(limit), p, p);
    std::fill(p + limit, p + u.length, Scalar(0));
    if (a.dropout > 0) {
      Dropout(static_cast<std::size_t>(u.length), a.dropout_key, u.dropout_offset + static_cast<std::uint64_t>(row),
              a.dropout, p, dropped + row);
      p = dropped + row;
    }
    Combine<false>(QueryMatrix<const Scalar>{p, &only, 0}, 1, limit, values, {contexts[i], nullptr, 0, a.head_size, 0});
  }
}

// Few queries add to gradients one after another; those that are to be written begin as zeros.
HWY_INLINE void clear_unit(const MultiheadBackward& b, const Unit& u) {
  const MultiheadForward& a = b.forward;
  const auto clear = [](const StridedGradients& gradients, const TargetRows& rows, int count) {
    if (gradients.data == nullptr || gradients.accumulate) return;
    for (int i = 0; i < count; ++i) std::fill_n(rows[i], rows.width, Scalar(0));
  };
  clear(b.d_query, query_rows(a, u, b.d_query.data, b.d_query.stride), u.queries);
  clear(b.d_key, source_rows(a, u, b.d_key.data, b.d_key.stride), u.length);
  clear(b.d_value, source_rows(a, u, b.d_value.data, b.d_value.stride), u.length);
}

HWY_INLINE void backward_few(const MultiheadBackward& b, const Unit& u, const Scalar* weights, const Scalar* dropped,
                             Scalar* d_scores) {
  const MultiheadForward& a = b.forward;
  const SourceRows keys = source_rows(a, u, a.key.data, a.key.stride);
  const SourceRows values = source_rows(a, u, a.value.data, a.value.stride);
  const auto queries = query_rows(a, u, a.query.data, a.query.stride);
  const auto d_contexts = query_rows(a, u, b.d_context, width_of(a));
  const TargetRows d_queries = query_rows(a, u, b.d_query.data, b.d_query.stride);
  const TargetRows d_keys = source_rows(a, u, b.d_key.data, b.d_key.stride);
  const TargetRows d_values = source_rows(a, u, b.d_value.data, b.d_value.stride);
  for (int i = 0; i < u.queries; ++i) {
    const std::ptrdiff_t row = std::ptrdiff_t{i} * u.length;
    const int limit = limit_of(a, u, i);
    const std::int32_t only = 0;
    const QueryMatrix<const Scalar> used{dropped + row, &only, 0};
    const QueryMatrix<Scalar> d_score{d_scores, &only, 0};
    const SourceRows d_context{d_contexts[i], nullptr, 0, a.head_size, 0};
    Dots(d_context, 1, values, limit, 1, d_score);
    const auto size = static_cast<std::size_t>(limit);
    const Vector mean = hn::Set(Lanes(), Dot(size, used.base, d_scores));
    Map(size, used.base, d_scores, d_scores, [](Vector y, Vector d) HWY_ATTR { return hn::Mul(y, d); });
    Map(size, weights + row, d_scores, d_scores,
        [mean](Vector p, Vector d) HWY_ATTR { return hn::NegMulAdd(p, mean, d); });
    ScaleRow(size, a.scale, d_scores);
    if (b.d_value.data != nullptr) {
      Combine<true>(Transposed<QueryMatrix<const Scalar>>{used}, limit, 1, d_context, d_values);
    }
    if (b.d_query.data != nullptr) {
      Combine<true>(d_score, 1, limit, keys, {d_queries[i], nullptr, 0, a.head_size, 0});
    }
    if (b.d_key.data != nullptr) {
      Combine<true>(Transposed<QueryMatrix<Scalar>>{d_score}, limit, 1, {queries[i], nullptr, 0, a.head_size, 0},
                    d_keys);
    }
  }
}

}  // namespace elman::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
