#include "elman/kernels/multihead_attention.h"

#include <algorithm>

#include "elman/kernels/gemm.h"

#define HWY_TARGET_INCLUDE "elman/kernels/multihead_attention.cpp"
#include "elman/kernels/dispatch.h"
#include "elman/kernels/dropout-inl.h"
#include "elman/kernels/multihead_few-inl.h"
#include "elman/kernels/multihead_unit-inl.h"
#include "elman/kernels/small_product-inl.h"
#include "elman/kernels/softmax_columns-inl.h"
#include "elman/kernels/turn-inl.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace elman::kernels::HWY_NAMESPACE {
namespace {

// An item with many queries: its rows are copied together. Weights are (length, queries rounded up to whole vectors),
// so that nothing is summed across lanes.

// Hands out a worker's memory.
struct Memory {
  Scalar* next;
  Scalar* take(std::ptrdiff_t rows, int width) {
    Scalar* taken = next;
    next += rows * round_up(width);
    return taken;
  }
};

// Copies rows together, each to whole vectors, zeros past its end. Returns the first.
template <class Rows>
const Scalar* gather(const Rows& rows, int count, Memory& memory) {
  const int width = round_up(rows.width);
  Scalar* const to = memory.take(count, width);
  for (int i = 0; i < count; ++i) {
    const Scalar* from = rows[i];
    Scalar* row = to + std::ptrdiff_t{i} * width;
    int k = 0;
    for (; k + lane_count <= rows.width; k += lane_count) hn::StoreU(hn::LoadU(Lanes(), from + k), Lanes(), row + k);
    if (k < width) hn::StoreU(LoadTail(Lanes(), from + k, static_cast<std::size_t>(rows.width - k)), Lanes(), row + k);
  }
  return to;
}

// (width, count rounded up): element (k, i) is factor * rows[i][k]. Columns past `count` repeat the last.
template <class RowsOf>
const Scalar* turn(const RowsOf& rows, int count, Scalar factor, Memory& memory) {
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
const Scalar* limits_of(const MultiheadForward& a, const Unit& u, Memory& memory) {
  if (a.limit == nullptr) return nullptr;
  const int columns = round_up(u.queries);
  Scalar* const to = memory.take(1, columns);
  for (int i = 0; i < columns; ++i) to[i] = static_cast<Scalar>(limit_of(a, u, std::min(i, u.queries - 1)));
  return to;
}

// c (length, queries) = a (length, head_size) b (head_size, queries). Elements past a query's limit are not wanted.
void multiply_turned(const MultiheadForward& a, const Unit& u, const Scalar* rows, const Scalar* turned,
                     const Scalar* limits, Scalar* c) {
  const int width = round_up(a.head_size);
  const int columns = round_up(u.queries);
  constexpr int together = 4 * lane_count;
  for (int j = 0; j < columns; j += together) {
    const int count = std::min(together, columns - j);
    const int length =
        limits == nullptr ? u.length : static_cast<int>(*std::max_element(limits + j, limits + j + count));
    MultiplySmall({length, a.head_size, count, rows, width, 1, turned + j, columns, false, nullptr},
                  {c + j, nullptr, 0, count, columns});
  }
}

void forward_many(const MultiheadForward& a, const Unit& u, Scalar* weights, Scalar* dropped, Memory memory) {
  const int width = round_up(a.head_size);
  const int columns = round_up(u.queries);
  const Scalar* limits = limits_of(a, u, memory);
  const Scalar* queries = turn(query_rows(a, u, a.query.data, a.query.stride), u.queries, a.scale, memory);
  const Scalar* keys = gather(source_rows(a, u, a.key.data, a.key.stride), u.length, memory);
  const Scalar* values = gather(source_rows(a, u, a.value.data, a.value.stride), u.length, memory);
  multiply_turned(a, u, keys, queries, limits, weights);
  ColumnSoftmax({u.length, columns, limits}, weights);
  const Scalar* used = weights;
  if (a.dropout > 0) {
    Scalar* mask = memory.take(1, columns);
    for (int s = 0; s < u.length; ++s) {
      const std::ptrdiff_t row = std::ptrdiff_t{s} * columns;
      Dropout(static_cast<std::size_t>(u.queries), a.dropout_key,
              u.dropout_offset + static_cast<std::uint64_t>(s) * static_cast<std::uint64_t>(u.queries), a.dropout,
              weights + row, mask, dropped + row);
      std::fill(dropped + row + u.queries, dropped + row + columns, Scalar(0));
    }
    used = dropped;
  }
  MultiplySmall({u.queries, u.length, a.head_size, used, 1, columns, values, width, false, limits},
                query_rows(a, u, a.context, width_of(a)));
}

void backward_many(const MultiheadBackward& b, const Unit& u, const Scalar* weights, const Scalar* dropped,
                   Memory memory) {
  const MultiheadForward& a = b.forward;
  const int width = round_up(a.head_size);
  const int columns = round_up(u.queries);
  const Scalar* limits = limits_of(a, u, memory);
  const auto d_context_rows = query_rows(a, u, b.d_context, width_of(a));
  const Scalar* turned = turn(d_context_rows, u.queries, 1, memory);
  const Scalar* values = gather(source_rows(a, u, a.value.data, a.value.stride), u.length, memory);
  Scalar* d_scores = memory.take(u.length, columns);
  multiply_turned(a, u, values, turned, limits, d_scores);
  ColumnSoftmaxBackward({u.length, columns, limits}, a.scale, weights, dropped, d_scores);
  if (b.d_value.data != nullptr) {
    const Scalar* d_contexts = gather(d_context_rows, u.queries, memory);
    MultiplySmall(
        {u.length, u.queries, a.head_size, dropped, columns, 1, d_contexts, width, b.d_value.accumulate, nullptr},
        source_rows(a, u, b.d_value.data, b.d_value.stride));
  }
  if (b.d_key.data != nullptr) {
    const Scalar* queries = gather(query_rows(a, u, a.query.data, a.query.stride), u.queries, memory);
    MultiplySmall({u.length, u.queries, a.head_size, d_scores, columns, 1, queries, width, b.d_key.accumulate, nullptr},
                  source_rows(a, u, b.d_key.data, b.d_key.stride));
  }
  if (b.d_query.data != nullptr) {
    const Scalar* keys = gather(source_rows(a, u, a.key.data, a.key.stride), u.length, memory);
    MultiplySmall({u.queries, u.length, a.head_size, d_scores, 1, columns, keys, width, b.d_query.accumulate, limits},
                  query_rows(a, u, b.d_query.data, b.d_query.stride));
  }
}

// ---- Units begin .. end. ----

void forward_units(const MultiheadForward& a, system::Range units, Scalar* scratch) {
  for (int number = units.begin; number < units.end; ++number) {
    const Unit u = unit_of(a, number);
    if (number + 1 < units.end) fetch_unit(a, unit_of(a, number + 1));
    if (u.queries == 0) continue;
    Memory memory{scratch};
    const bool few = u.queries < many_queries;
    const int rows = few ? u.queries : u.length;
    const int width = few ? u.length : u.queries;
    Scalar* weights = a.weights != nullptr ? a.weights + u.weights : memory.take(rows, width);
    Scalar* dropped = a.dropped != nullptr ? a.dropped + u.weights : weights;
    if (few) {
      forward_few(a, u, weights, dropped, memory.next);
    } else {
      forward_many(a, u, weights, dropped, memory);
    }
  }
}

void backward_units(const MultiheadBackward& b, system::Range units, Scalar* scratch) {
  const MultiheadForward& a = b.forward;
  for (int number = units.begin; number < units.end; ++number) {
    const Unit u = unit_of(a, number);
    if (number + 1 < units.end) {
      const Unit next = unit_of(a, number + 1);
      fetch_unit(a, next);
      fetch(query_rows(a, next, b.d_context, width_of(a)), next.queries);
    }
    if (u.queries < many_queries) clear_unit(b, u);
    if (u.queries == 0) continue;
    const Scalar* weights = a.weights + u.weights;
    const Scalar* dropped = a.dropped != nullptr ? a.dropped + u.weights : weights;
    if (u.queries < many_queries) {
      backward_few(b, u, weights, dropped, scratch);
    } else {
      backward_many(b, u, weights, dropped, Memory{scratch});
    }
  }
}

}  // namespace
}  // namespace elman::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace elman::kernels {

namespace {

std::size_t round_up(int n) {
  const int lanes = kernels::lanes();
  return static_cast<std::size_t>((n + lanes - 1) / lanes * lanes);
}

// Calls units(range, worker) for parts of all units: together they are many enough for threads to end at one time.
template <class Units>
void run_units(system::ThreadPool& pool, const MultiheadForward& a, const Units& units) {
  const int count = a.source.batch() * a.heads;
  const double products = static_cast<double>(a.groups.weight[a.source.batch()]) * a.heads * a.head_size;
  const bool alone = pool.size() == 1 || products < pool.worth_sharing();
  const int tasks = alone ? 1 : std::min(count, 8 * pool.tasks());
  pool.run_tasks(tasks, [&](int task, int worker) { units(system::share(count, task, tasks), worker); });
}

// Scalars that one worker needs.
std::size_t forward_scratch(const MultiheadForward& a) {
  const std::size_t columns = round_up(a.groups.most);
  const auto length = static_cast<std::size_t>(a.source.count);
  const std::size_t weights =
      std::max(length * columns, static_cast<std::size_t>(a.groups.most) * round_up(a.source.count));
  return weights + columns * (static_cast<std::size_t>(a.head_size) + 2) + round_up(a.source.count) +
         2 * length * round_up(a.head_size);
}

std::size_t backward_scratch(const MultiheadForward& a) {
  const std::size_t columns = round_up(a.groups.most);
  const auto length = static_cast<std::size_t>(a.source.count);
  const std::size_t rows = 2 * (static_cast<std::size_t>(a.groups.most) + length);
  return columns * (static_cast<std::size_t>(a.head_size) + length + 1) + rows * round_up(a.head_size) +
         round_up(a.source.count);
}

}  // namespace

QueryGroups group_queries(int batch, const std::int32_t* length, int queries, const std::int32_t* batch_index,
                          std::int32_t* first, std::int32_t* query, std::int64_t* weight) {
  std::fill_n(first, batch + 1, 0);
  for (int q = 0; q < queries; ++q) ++first[batch_index[q] + 1];
  QueryGroups groups{first, query, weight};
  weight[0] = 0;
  for (int b = 0; b < batch; ++b) {
    const std::int32_t count = first[b + 1];
    const std::int64_t columns =
        count < HWY_NAMESPACE::many_queries ? count : static_cast<std::int64_t>(round_up(count));
    weight[b + 1] = weight[b] + length[b] * columns;
    groups.most = std::max(groups.most, static_cast<int>(count));
    first[b + 1] += first[b];
  }
  for (int q = 0; q < queries; ++q) query[first[batch_index[q]]++] = q;
  for (int b = batch; b > 0; --b) first[b] = first[b - 1];
  first[0] = 0;
  return groups;
}

std::size_t multihead_weights_size(const MultiheadForward& attention) {
  return static_cast<std::size_t>(attention.groups.weight[attention.source.batch()]) *
         static_cast<std::size_t>(attention.heads);
}

std::size_t multihead_forward_scratch_size(const system::ThreadPool& pool, const MultiheadForward& attention) {
  return static_cast<std::size_t>(pool.size()) * forward_scratch(attention);
}

void multihead_forward(system::ThreadPool& pool, const MultiheadForward& attention) {
  const auto forward = ELMAN_DISPATCH(forward_units);
  run_units(pool, attention, [&](system::Range units, int worker) {
    forward(attention, units, attention.scratch + static_cast<std::size_t>(worker) * forward_scratch(attention));
  });
}

void multihead_mean_weights(const MultiheadForward& a, Scalar* mean) {
  std::fill_n(mean, static_cast<std::ptrdiff_t>(a.queries) * a.source.count, Scalar(0));
  const Scalar share = Scalar(1) / static_cast<Scalar>(a.heads);
  const Scalar* weights = a.weights;
  for (int b = 0; b < a.source.batch(); ++b) {
    const std::int32_t* query = a.groups.query + a.groups.first[b];
    const int count = a.groups.first[b + 1] - a.groups.first[b];
    const bool few = count < HWY_NAMESPACE::many_queries;
    const std::ptrdiff_t across = few ? a.length[b] : 1;  // from a query to the next
    const std::ptrdiff_t down = few ? 1 : static_cast<std::ptrdiff_t>(round_up(count));
    for (int h = 0; h < a.heads; ++h, weights += a.groups.weight[b + 1] - a.groups.weight[b]) {
      for (int i = 0; i < count; ++i) {
        Scalar* row = mean + static_cast<std::ptrdiff_t>(query[i]) * a.source.count;
        for (int s = 0; s < a.length[b]; ++s) row[s] += share * weights[i * across + s * down];
      }
    }
  }
}

std::size_t multihead_backward_scratch_size(const system::ThreadPool& pool, const MultiheadForward& attention) {
  return static_cast<std::size_t>(pool.size()) * backward_scratch(attention);
}

void multihead_backward(system::ThreadPool& pool, const MultiheadBackward& attention) {
  const auto backward = ELMAN_DISPATCH(backward_units);
  run_units(pool, attention.forward, [&](system::Range units, int worker) {
    backward(attention, units,
             attention.scratch + static_cast<std::size_t>(worker) * backward_scratch(attention.forward));
  });
}

}  // namespace elman::kernels
#endif
