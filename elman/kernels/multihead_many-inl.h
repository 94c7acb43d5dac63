// Multi-head attention of an item that has many queries, compiled once per target: its rows are copied together, those
// of all its heads at once. Weights are (length, queries rounded up to whole vectors), so that nothing is summed across
// lanes.
#if defined(ELMAN_KERNELS_MULTIHEAD_MANY_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef ELMAN_KERNELS_MULTIHEAD_MANY_INL_H_
#undef ELMAN_KERNELS_MULTIHEAD_MANY_INL_H_
#else
#define ELMAN_KERNELS_MULTIHEAD_MANY_INL_H_
#endif

#include <algorithm>

#include "elman/kernels/dropout-inl.h"
#include "elman/kernels/multihead_unit-inl.h"
#include "elman/kernels/small_product-inl.h"
#include "elman/kernels/softmax_columns-inl.h"
#include "elman/kernels/turn-inl.h"

HWY_BEFORE_NAMESPACE();
namespace elman::kernels::HWY_NAMESPACE {

// Hands out a worker's memory.
struct Memory {
  Scalar* next;
  Scalar* take(std::ptrdiff_t rows, int width) {
    Scalar* taken = next;
    next += rows * round_up(width);
    return taken;
  }
};

// From a copied row to the next: a line more than they need, lest rows compete for the same sets of the first-level
// cache. What is read of whole vectors past the last head is there.
HWY_INLINE int copied_width(int width) { return round_up(width) + 64 / static_cast<int>(sizeof(Scalar)); }

// Copies rows together. An item's rows are far apart, beyond what processors fetch by themselves, and often by a power
// of two, so that only some may be on their way at a time.
template <class Rows>
HWY_INLINE SourceRows gather(const Rows& rows, int count, Memory& memory) {
  constexpr int ahead = 4;
  const int width = copied_width(rows.width);
  Scalar* const to = memory.take(count, width);
  fetch(rows, 0, std::min(ahead, count));
  for (int i = 0; i < count; ++i) {
    if (i + ahead < count) fetch(rows, i + ahead, i + ahead + 1);
    const Scalar* from = rows[i];
    Scalar* row = to + std::ptrdiff_t{i} * width;
    int k = 0;
    for (; k + lane_count <= rows.width; k += lane_count) hn::StoreU(hn::LoadU(Lanes(), from + k), Lanes(), row + k);
    if (k < rows.width) {
      hn::StoreU(LoadTail(Lanes(), from + k, static_cast<std::size_t>(rows.width - k)), Lanes(), row + k);
    }
  }
  return {to, nullptr, 0, rows.width, width};
}

// (width, count rounded up): element (k, i) is factor * rows[i][k]. Columns past `count` repeat the last.
HWY_INLINE const Scalar* turn(const SourceRows& rows, int count, Scalar factor, Memory& memory) {
  const int columns = round_up(count);
  Scalar* const to = memory.take(rows.width, columns);
  for (int i = 0; i < columns; i += lane_count) {
    Rows<Lanes> some;
    for (int j = 0; j < lane_count; ++j) some.row[j] = rows[std::min(i + j, count - 1)];
    some.factor = hn::Set(Lanes(), factor);
    int k = 0;
    for (; k + block_size <= rows.width; k += block_size) turn_blocks(some, k, columns, to + k * columns + i);
    for (; k < rows.width; ++k) {
      for (int j = 0; j < lane_count; ++j) to[k * columns + i + j] = factor * some.row[j][k];
    }
  }
  return to;
}

// Limits as scalars, for whole vectors; null if there are none.
HWY_INLINE const Scalar* limits_of(const MultiheadForward& a, const Unit& u, Memory& memory) {
  if (a.limit == nullptr) return nullptr;
  const int columns = round_up(u.queries);
  Scalar* const to = memory.take(1, columns);
  for (int i = 0; i < columns; ++i) to[i] = static_cast<Scalar>(limit_of(a, u, std::min(i, u.queries - 1)));
  return to;
}

// (length): the first query that sees a position, `queries` if none does; null if each query sees all.
HWY_INLINE const Scalar* first_queries(const MultiheadForward& a, const Unit& u, Memory& memory) {
  if (a.limit == nullptr) return nullptr;
  Scalar* const to = memory.take(1, u.length);
  int position = 0;
  for (int i = 0; i < u.queries; ++i) {
    for (const int limit = limit_of(a, u, i); position < limit; ++position) to[position] = static_cast<Scalar>(i);
  }
  std::fill(to + position, to + u.length, static_cast<Scalar>(u.queries));
  return to;
}

// Copies of an item's rows, the columns of some heads side by side.
struct CopiedRows {
  SourceRows rows;
  int first_head;
  int head_size;
  SourceRows of(const Unit& u) const {
    return {rows.base + (u.head - first_head) * head_size, nullptr, 0, head_size, rows.stride};
  }
};

// The rows that a unit's item has, from its head on for `heads` of them.
template <class Rows>
HWY_INLINE CopiedRows gather_heads(const MultiheadForward& a, const Unit& first, int heads, Rows rows, int count,
                                   Memory& memory) {
  rows.width = heads * a.head_size;
  return {gather(rows, count, memory), first.head, a.head_size};
}

// c (length, queries) = a (length, head_size) b (head_size, queries). Elements past a query's limit are not wanted.
HWY_INLINE void multiply_turned(const MultiheadForward& a, const Unit& u, const SourceRows& rows, const Scalar* turned,
                                const Scalar* limits, Scalar* c) {
  const int columns = round_up(u.queries);
  constexpr int together = 4 * lane_count;
  for (int j = 0; j < columns; j += together) {
    const int count = std::min(together, columns - j);
    const int length =
        limits == nullptr ? u.length : static_cast<int>(*std::max_element(limits + j, limits + j + count));
    MultiplySmall({length, a.head_size, count, rows.base, rows.stride, 1, turned + j, columns, false, nullptr, nullptr},
                  {c + j, nullptr, 0, count, columns});
  }
}

// dropped = dropout(weights), (length, queries rounded up).
HWY_INLINE void drop_weights(const MultiheadForward& a, const Unit& u, const Scalar* weights, Scalar* dropped) {
  const auto columns = static_cast<std::size_t>(round_up(u.queries));
  const auto queries = static_cast<std::size_t>(u.queries);
  const auto length = static_cast<std::size_t>(u.length);
  // At once if nothing is between the rows: each call has a cost of its own.
  if (columns == queries) {
    return Dropout(length * columns, a.dropout_key, u.dropout_offset, a.dropout, weights, dropped);
  }
  for (std::size_t s = 0; s < length; ++s, weights += columns, dropped += columns) {
    Dropout(queries, a.dropout_key, u.dropout_offset + s * queries, a.dropout, weights, dropped);
    std::fill(dropped + queries, dropped + columns, Scalar(0));
  }
}

// What both passes need of an item, from the head of a unit on for `heads` of them.
struct Item {
  int columns;           // queries rounded up
  const Scalar* limits;  // as limits_of
  CopiedRows queries, keys, values;

  HWY_INLINE Item(const MultiheadForward& a, const Unit& u, int heads, Memory& memory)
      : columns(round_up(u.queries)),
        limits(limits_of(a, u, memory)),
        queries(gather_heads(a, u, heads, query_rows(a, u, a.query.data, a.query.stride), u.queries, memory)),
        keys(gather_heads(a, u, heads, source_rows(a, u, a.key.data, a.key.stride), u.length, memory)),
        values(gather_heads(a, u, heads, source_rows(a, u, a.value.data, a.value.stride), u.length, memory)) {}

  // to (queries, head_size) = left^T right, for left (length, queries) and right (length, head_size).
  HWY_INLINE void multiply_sources(const Unit& u, const Scalar* left, const SourceRows& right, bool accumulate,
                                   const TargetRows& to) const {
    MultiplySmall(
        {u.queries, u.length, right.width, left, 1, columns, right.base, right.stride, accumulate, nullptr, limits},
        to);
  }
};

// Units `number` .. `number` + heads - 1, all of one item.
HWY_INLINE void forward_many(const MultiheadForward& a, int number, int heads, Memory memory) {
  const Item item(a, unit_of(a, number), heads, memory);
  for (int head = 0; head < heads; ++head) {
    const Unit u = unit_of(a, number + head);
    Memory rest = memory;
    const Scalar* turned = turn(item.queries.of(u), u.queries, a.scale, rest);
    Scalar* weights = a.weights != nullptr ? a.weights + u.weights : rest.take(u.length, item.columns);
    Scalar* dropped = a.dropped != nullptr ? a.dropped + u.weights : weights;
    multiply_turned(a, u, item.keys.of(u), turned, item.limits, weights);
    ColumnSoftmax({u.length, item.columns, item.limits}, weights);
    if (a.dropout > 0) drop_weights(a, u, weights, dropped);
    item.multiply_sources(u, dropped, item.values.of(u), false, query_rows(a, u, a.context, width_of(a)));
  }
}

HWY_INLINE void backward_many(const MultiheadBackward& b, int number, int heads, Memory memory) {
  const MultiheadForward& a = b.forward;
  const Unit first = unit_of(a, number);
  const Item item(a, first, heads, memory);
  const Scalar* begins = first_queries(a, first, memory);
  const CopiedRows d_contexts =
      gather_heads(a, first, heads, query_rows(a, first, b.d_context, width_of(a)), first.queries, memory);
  for (int head = 0; head < heads; ++head) {
    const Unit u = unit_of(a, number + head);
    const Scalar* weights = a.weights + u.weights;
    const Scalar* dropped = a.dropped != nullptr ? a.dropped + u.weights : weights;
    Memory rest = memory;
    const SourceRows d_context = d_contexts.of(u);
    const Scalar* turned = turn(d_context, u.queries, 1, rest);
    Scalar* d_scores = rest.take(u.length, item.columns);
    multiply_turned(a, u, item.values.of(u), turned, item.limits, d_scores);
    ColumnSoftmaxBackward({u.length, item.columns, item.limits}, a.scale, weights, dropped, d_scores);
    // to (length, head_size) = left (length, queries) right (queries, head_size).
    const auto multiply_queries = [&](const Scalar* left, const SourceRows& right, const StridedGradients& to) {
      if (to.data == nullptr) return;
      MultiplySmall({u.length, u.queries, a.head_size, left, item.columns, 1, right.base, right.stride, to.accumulate,
                     begins, nullptr},
                    source_rows(a, u, to.data, to.stride));
    };
    multiply_queries(dropped, d_context, b.d_value);
    multiply_queries(d_scores, item.queries.of(u), b.d_key);
    if (b.d_query.data == nullptr) continue;
    item.multiply_sources(u, d_scores, item.keys.of(u), b.d_query.accumulate,
                          query_rows(a, u, b.d_query.data, b.d_query.stride));
  }
}

}  // namespace elman::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
