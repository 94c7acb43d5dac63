// What multi-head attention is cut into, compiled once per target.
#if defined(ELMAN_KERNELS_MULTIHEAD_UNIT_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef ELMAN_KERNELS_MULTIHEAD_UNIT_INL_H_
#undef ELMAN_KERNELS_MULTIHEAD_UNIT_INL_H_
#else
#define ELMAN_KERNELS_MULTIHEAD_UNIT_INL_H_
#endif

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "elman/kernels/multihead_attention.h"
#include "elman/kernels/panel-inl.h"
#include "elman/kernels/scattered_rows-inl.h"

HWY_BEFORE_NAMESPACE();
namespace elman::kernels::HWY_NAMESPACE {

// An item with fewer queries has them one after another, on rows where they are: copying would not pay.
constexpr int many_queries = 4;

HWY_INLINE int round_up(int n) { return (n + lane_count - 1) / lane_count * lane_count; }

// One head of one item.
struct Unit {
  int batch_index;
  int head;
  int queries;
  int length;
  const std::int32_t* query;  // (queries)
  std::ptrdiff_t weights;     // where its weights begin
  std::uint64_t dropout_offset;
};

HWY_INLINE Unit unit_of(const MultiheadForward& a, int number) {
  Unit u;
  u.batch_index = number / a.heads;
  u.head = number % a.heads;
  const std::int32_t first = a.groups.first[u.batch_index];
  u.queries = a.groups.first[u.batch_index + 1] - first;
  u.length = a.length[u.batch_index];
  u.query = a.groups.query + first;
  const std::int64_t before = a.groups.weight[u.batch_index];
  u.weights = a.heads * before + u.head * (a.groups.weight[u.batch_index + 1] - before);
  u.dropout_offset = (static_cast<std::uint64_t>(first) * static_cast<std::uint64_t>(a.heads) +
                      static_cast<std::uint64_t>(u.head) * static_cast<std::uint64_t>(u.queries)) *
                     static_cast<std::uint64_t>(a.source.count);
  return u;
}

// The unit's rows of a (queries, width) or (source rows, width) matrix.
template <class T>
HWY_INLINE ScatteredRows<T> query_rows(const MultiheadForward& a, const Unit& u, T* data, std::ptrdiff_t stride) {
  return {data + static_cast<std::ptrdiff_t>(u.head) * a.head_size, u.query, 0, a.head_size, stride};
}
template <class T>
HWY_INLINE ScatteredRows<T> source_rows(const MultiheadForward& a, const Unit& u, T* data, std::ptrdiff_t stride) {
  return {data + static_cast<std::ptrdiff_t>(u.head) * a.head_size, a.source.first, u.batch_index, a.head_size, stride};
}
HWY_INLINE std::ptrdiff_t width_of(const MultiheadForward& a) { return std::ptrdiff_t{a.heads} * a.head_size; }

// Asks for rows `begin` .. `end` - 1.
template <class T>
HWY_INLINE void fetch(const ScatteredRows<T>& rows, int begin, int end) {
  constexpr int line = 64 / static_cast<int>(sizeof(Scalar));
  for (int i = begin; i < end; ++i) {
    const T* row = rows[i];
    for (int k = 0; k < rows.width; k += line) __builtin_prefetch(row + k, 0, 2);
  }
}

// Asks for what attention reads of a unit of few queries, which comes next.
HWY_INLINE void fetch_unit(const MultiheadForward& a, const Unit& u) {
  if (u.queries >= many_queries) return;
  fetch(query_rows(a, u, a.query.data, a.query.stride), 0, u.queries);
  fetch(source_rows(a, u, a.key.data, a.key.stride), 0, u.length);
  fetch(source_rows(a, u, a.value.data, a.value.stride), 0, u.length);
}

HWY_INLINE int limit_of(const MultiheadForward& a, const Unit& u, int i) {
  return a.limit == nullptr ? u.length : std::min(a.limit[u.query[i]], u.length);
}

}  // namespace elman::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
