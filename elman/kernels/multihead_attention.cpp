#include "elman/kernels/multihead_attention.h"

#include <algorithm>

#include "elman/kernels/gemm.h"

#define HWY_TARGET_INCLUDE "elman/kernels/multihead_attention.cpp"
#include "elman/kernels/dispatch.h"
#include "elman/kernels/multihead_few-inl.h"
#include "elman/kernels/multihead_many-inl.h"
#include "elman/kernels/multihead_unit-inl.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace elman::kernels::HWY_NAMESPACE {
namespace {

// How many of the units up to `end` are of the same item as unit `number`.
int heads_together(const MultiheadForward& a, int number, int end) {
  return std::min(a.heads - number % a.heads, end - number);
}

void forward_units(const MultiheadForward& a, system::Range units, Scalar* scratch) {
  for (int number = units.begin; number < units.end;) {
    const Unit u = unit_of(a, number);
    if (u.queries >= many_queries) {
      const int heads = heads_together(a, number, units.end);
      forward_many(a, number, heads, {scratch});
      number += heads;
      continue;
    }
    if (++number < units.end) fetch_unit(a, unit_of(a, number));
    if (u.queries == 0) continue;
    Scalar* weights = a.weights != nullptr ? a.weights + u.weights : scratch;
    forward_few(a, u, weights, a.dropped != nullptr ? a.dropped + u.weights : weights);
  }
}

void backward_units(const MultiheadBackward& b, system::Range units, Scalar* scratch) {
  const MultiheadForward& a = b.forward;
  for (int number = units.begin; number < units.end;) {
    const Unit u = unit_of(a, number);
    if (u.queries >= many_queries) {
      const int heads = heads_together(a, number, units.end);
      backward_many(b, number, heads, {scratch});
      number += heads;
      continue;
    }
    if (++number < units.end) {
      const Unit next = unit_of(a, number);
      fetch_unit(a, next);
      if (next.queries < many_queries) fetch(query_rows(a, next, b.d_context, width_of(a)), 0, next.queries);
    }
    clear_unit(b, u);
    if (u.queries == 0) continue;
    const Scalar* weights = a.weights + u.weights;
    backward_few(b, u, weights, a.dropped != nullptr ? a.dropped + u.weights : weights, scratch);
  }
}

// Copied rows of all heads, in scalars.
std::size_t copied_size(const MultiheadForward& a) {
  return static_cast<std::size_t>(copied_width(a.heads * a.head_size));
}

}  // namespace
}  // namespace elman::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace elman::kernels {

namespace {

std::size_t round_up(int n) {
  const auto lanes = static_cast<std::size_t>(kernels::lanes());
  return (static_cast<std::size_t>(n) + lanes - 1) / lanes * lanes;
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
  const std::size_t rows = static_cast<std::size_t>(a.groups.most) + 2 * length;
  return weights + columns * (static_cast<std::size_t>(a.head_size) + 1) + rows * ELMAN_DISPATCH(copied_size)(a);
}

std::size_t backward_scratch(const MultiheadForward& a) {
  const std::size_t columns = round_up(a.groups.most);
  const auto length = static_cast<std::size_t>(a.source.count);
  const std::size_t rows = 2 * (static_cast<std::size_t>(a.groups.most) + length);
  return columns * (static_cast<std::size_t>(a.head_size) + length + 1) + rows * ELMAN_DISPATCH(copied_size)(a) +
         2 * round_up(a.source.count);
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
