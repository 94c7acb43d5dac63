#include "elman/kernels/attention.h"

#include <algorithm>

#include "elman/kernels/pointwise.h"

#define HWY_TARGET_INCLUDE "elman/kernels/attention.cpp"
#include "elman/kernels/dispatch.h"
#include "elman/kernels/rows-inl.h"
#include "elman/kernels/scattered_rows-inl.h"
#include "elman/kernels/score_additive-inl.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace elman::kernels::HWY_NAMESPACE {
namespace {

// Up to `capacity` queries of one item: together they pass once over its keys and values.
struct Tile {
  static constexpr int capacity = 16;
  std::int32_t query[capacity];
  int size = 0;
  int batch_index = 0;
};

// The first query of the item from `from` on, or a.queries.
HWY_INLINE int next_query(const AttentionForward& a, int batch_index, int from) {
  const hn::ScalableTag<std::int32_t> d;
  const auto lanes = static_cast<int>(hn::Lanes(d));
  const auto wanted = hn::Set(d, batch_index);
  for (; from + lanes <= a.queries; from += lanes) {
    const auto found = hn::FindFirstTrue(d, hn::Eq(hn::LoadU(d, a.batch_index + from), wanted));
    if (found >= 0) return from + static_cast<int>(found);
  }
  while (from < a.queries && a.batch_index[from] != batch_index) ++from;
  return from;
}

// Fills the tile with the item's queries from `from` on; returns where to go on.
int fill_tile(const AttentionForward& a, int from, Tile& tile) {
  tile.size = 0;
  for (from = next_query(a, tile.batch_index, from); from < a.queries; from = next_query(a, tile.batch_index, from)) {
    tile.query[tile.size++] = from++;
    if (tile.size == Tile::capacity) break;
  }
  return from;
}

// Rows of a (queries, width) matrix that are the tile's.
template <class T>
ScatteredRows<T> query_rows(const Tile& tile, T* base, int width) {
  return {base, tile.query, 0, width, width};
}
// Rows of a (source rows, width) matrix that are the item's positions.
template <class T>
ScatteredRows<T> source_rows(const AttentionForward& a, int batch_index, T* base, int width) {
  return {base, a.source.first, batch_index, width, width};
}

// Keys and values of one item.
struct Source {
  int length;
  SourceRows keys;
  SourceRows values;
};

// An item with this many queries has its source rows gathered first.
constexpr int worth_gathering = 4;

// Keys and values of an item, gathered into `memory` ((key_size + value_size) * length) where that is not null.
Source source_of(const AttentionForward& a, int batch_index, Scalar* memory) {
  Source source{a.length[batch_index], source_rows(a, batch_index, a.key, a.key_size),
                source_rows(a, batch_index, a.value, a.value_size)};
  if (memory != nullptr) {
    source.keys = Gather(source.keys, source.length, memory);
    source.values = Gather(source.values, source.length, memory + std::ptrdiff_t{source.length} * a.key_size);
  }
  return source;
}

// y += x.
HWY_INLINE void AddRow(std::size_t n, const Scalar* x, Scalar* y) {
  Map(n, x, y, y, [](Vector a, Vector b) HWY_ATTR { return hn::Add(a, b); });
}

void forward_tile(const AttentionForward& a, const Source& source, const Tile& tile) {
  const auto queries = query_rows(tile, a.query, a.key_size);
  const QueryMatrix<Scalar> weights{a.weights, tile.query, a.source.count};
  if (a.score == Score::dot) {
    Dots(queries, tile.size, source.keys, source.length, a.scale, weights);
  } else {
    for (int i = 0; i < tile.size; ++i) {
      for (int s = 0; s < source.length; ++s) {
        weights(i, s) = AdditiveScore(static_cast<std::size_t>(a.key_size), queries[i], source.keys[s], a.v);
      }
    }
  }
  for (int i = 0; i < tile.size; ++i) {
    if (a.offset != nullptr) {
      AddRow(static_cast<std::size_t>(source.length),
             QueryMatrix<const Scalar>{a.offset, tile.query, a.source.count}[i], weights[i]);
    }
    SoftmaxRow(static_cast<std::size_t>(source.length), weights[i], weights[i]);
    std::fill(weights[i] + source.length, weights[i] + a.source.count, Scalar(0));
  }
  Combine<false>(weights, tile.size, source.length, source.values, query_rows(tile, a.context, a.value_size));
}

// gathered: memory for one item's keys and values, or null.
void forward_items(const AttentionForward& a, Scalar* gathered, int worker, int workers) {
  Tile tile;
  for (tile.batch_index = worker; tile.batch_index < a.source.batch(); tile.batch_index += workers) {
    int from = fill_tile(a, 0, tile);
    const Source source = source_of(a, tile.batch_index, tile.size >= worth_gathering ? gathered : nullptr);
    for (; tile.size > 0; from = fill_tile(a, from, tile)) forward_tile(a, source, tile);
  }
}

// Where an item's gradients go; d_v is its own part.
struct SourceGradient {
  TargetRows d_keys;
  TargetRows d_values;
  Scalar* d_v;
};

// gathered: memory for the tile's queries and gradients of contexts, or null.
void backward_tile(const AttentionBackward& b, const Source& source, const SourceGradient& gradient, Scalar* gathered,
                   const Tile& tile) {
  const AttentionForward& a = b.forward;
  const auto size = static_cast<std::size_t>(source.length);
  auto queries = query_rows(tile, a.query, a.key_size);
  auto d_context = query_rows(tile, b.d_context, a.value_size);
  if (gathered != nullptr) {
    queries = Gather(queries, tile.size, gathered);
    d_context = Gather(d_context, tile.size, gathered + std::ptrdiff_t{tile.size} * a.key_size);
  }
  const QueryMatrix<const Scalar> weights{a.weights, tile.query, a.source.count};
  const QueryMatrix<Scalar> d_scores{b.scratch, tile.query, a.source.count};
  Dots(d_context, tile.size, source.values, source.length, 1, d_scores);
  for (int i = 0; i < tile.size; ++i) {
    if (b.d_weights != nullptr) {
      AddRow(size, QueryMatrix<const Scalar>{b.d_weights, tile.query, a.source.count}[i], d_scores[i]);
    }
    SoftmaxRowBackward(size, weights[i], d_scores[i], d_scores[i]);
    if (b.d_offset != nullptr) {
      AddRow(size, d_scores[i], QueryMatrix<Scalar>{b.d_offset, tile.query, a.source.count}[i]);
    }
  }
  Combine<true>(Transposed<QueryMatrix<const Scalar>>{weights}, source.length, tile.size, d_context, gradient.d_values);

  const auto d_queries = query_rows(tile, b.d_query, a.key_size);
  if (a.score == Score::additive) {
    for (int i = 0; i < tile.size; ++i) {
      AdditiveBackward({source.length, d_scores[i], queries[i], a.v, d_queries[i], gradient.d_v}, source.keys,
                       gradient.d_keys);
    }
    return;
  }
  for (int i = 0; i < tile.size; ++i) ScaleRow(size, a.scale, d_scores[i]);
  Combine<true>(d_scores, tile.size, source.length, source.keys, d_queries);
  Combine<true>(Transposed<QueryMatrix<Scalar>>{d_scores}, source.length, tile.size, queries, gradient.d_keys);
}

// gathered: memory for one item's keys and values, as much again for their gradients, and for a tile's rows; or null.
// tile: the item's first.
void backward_item(const AttentionBackward& b, Scalar* gathered, Scalar* d_v, int from, Tile& tile) {
  const AttentionForward& a = b.forward;
  const bool gather = gathered != nullptr && tile.size >= worth_gathering;
  const Source source = source_of(a, tile.batch_index, gather ? gathered : nullptr);
  SourceGradient gradient{source_rows(a, tile.batch_index, b.d_key, a.key_size),
                          source_rows(a, tile.batch_index, b.d_value, a.value_size), d_v};
  const SourceGradient home = gradient;
  Scalar* gathered_queries = nullptr;
  if (gather) {
    const std::ptrdiff_t keys = std::ptrdiff_t{source.length} * a.key_size;
    const std::ptrdiff_t both = keys + std::ptrdiff_t{source.length} * a.value_size;
    std::fill_n(gathered + both, both, Scalar(0));
    gradient.d_keys = {gathered + both, nullptr, 0, a.key_size, a.key_size};
    gradient.d_values = {gathered + both + keys, nullptr, 0, a.value_size, a.value_size};
    gathered_queries = gathered + 2 * both;
  }
  for (; tile.size > 0; from = fill_tile(a, from, tile)) backward_tile(b, source, gradient, gathered_queries, tile);
  if (gather) {
    AddRows(gradient.d_keys.base, source.length, home.d_keys);
    AddRows(gradient.d_values.base, source.length, home.d_values);
  }
}

void backward_items(const AttentionBackward& b, Scalar* gathered, Scalar* d_v_of_items, int worker, int workers) {
  const AttentionForward& a = b.forward;
  Tile tile;
  for (tile.batch_index = worker; tile.batch_index < a.source.batch(); tile.batch_index += workers) {
    Scalar* d_v = nullptr;
    if (a.score == Score::additive) {
      d_v = d_v_of_items + static_cast<std::ptrdiff_t>(tile.batch_index) * a.key_size;
      std::fill_n(d_v, a.key_size, Scalar(0));
    }
    const int from = fill_tile(a, 0, tile);
    backward_item(b, gathered, d_v, from, tile);
  }
}

}  // namespace
}  // namespace elman::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace elman::kernels {

namespace {

// Below this many multiplications the pool's start costs more than it gains. A tanh counts as eight.
constexpr std::int64_t worth_threads = 1 << 17;

// Calls items(worker, workers) for all workers, or once for all items where there is little to do. Items are dealt out
// in turn: they come longest first.
template <class Items>
void run_items(system::ThreadPool& pool, const AttentionForward& a, const Items& items) {
  const std::int64_t each = a.value_size + std::int64_t{a.key_size} * (a.score == Score::additive ? 8 : 1);
  if (pool.size() == 1 || a.source.batch() == 1 || each * a.queries * a.source.count < worth_threads) {
    const system::FlushDenormals flush;
    items(0, 1);
  } else {
    pool.run([&](int worker) { items(worker, pool.size()); });
  }
}

// Scalars in one item's keys and values.
std::size_t source_size(const AttentionForward& a) {
  return static_cast<std::size_t>(a.source.count) * static_cast<std::size_t>(a.key_size + a.value_size);
}

// Not where each item has about one query.
bool may_gather(const AttentionForward& a) { return a.queries > a.source.batch(); }

// Scalars that a worker gathers in the backward pass: keys, values, their gradients, and a tile's rows.
std::size_t backward_size(const AttentionForward& a) {
  if (!may_gather(a)) return 0;
  const std::size_t tile_rows = HWY_NAMESPACE::Tile::capacity;
  return 2 * source_size(a) + tile_rows * static_cast<std::size_t>(a.key_size + a.value_size);
}

std::size_t score_count(const AttentionForward& a) {
  return static_cast<std::size_t>(a.queries) * static_cast<std::size_t>(a.source.count);
}

// Scalars of additive attention's d_v, kept apart for each item.
std::size_t d_v_count(const AttentionForward& a) {
  if (a.score != Score::additive) return 0;
  return static_cast<std::size_t>(a.source.batch()) * static_cast<std::size_t>(a.key_size);
}

}  // namespace

std::size_t attention_forward_scratch_size(const system::ThreadPool& pool, const AttentionForward& attention) {
  return static_cast<std::size_t>(pool.size()) * source_size(attention);
}

void attention_forward(system::ThreadPool& pool, const AttentionForward& attention) {
  const auto items = ELMAN_DISPATCH(forward_items);
  run_items(pool, attention, [&](int worker, int workers) {
    Scalar* gathered = attention.scratch;
    if (gathered != nullptr) gathered += static_cast<std::size_t>(worker) * source_size(attention);
    items(attention, gathered, worker, workers);
  });
}

std::size_t attention_scratch_size(const system::ThreadPool& pool, const AttentionForward& attention) {
  return score_count(attention) + d_v_count(attention) +
         static_cast<std::size_t>(pool.size()) * backward_size(attention);
}

void attention_backward(system::ThreadPool& pool, const AttentionBackward& attention) {
  const AttentionForward& a = attention.forward;
  Scalar* d_v_of_items = attention.scratch + score_count(a);
  Scalar* gathered = d_v_of_items + d_v_count(a);
  const auto items = ELMAN_DISPATCH(backward_items);
  run_items(pool, a, [&](int worker, int workers) {
    Scalar* own = may_gather(a) ? gathered + static_cast<std::size_t>(worker) * backward_size(a) : nullptr;
    items(attention, own, d_v_of_items, worker, workers);
  });
  if (a.score != Score::additive) return;
  const auto width = static_cast<std::size_t>(a.key_size);
  for (int b = 0; b < a.source.batch(); ++b) {
    add_scaled(width, 1, d_v_of_items + static_cast<std::size_t>(b) * width, attention.d_v);
  }
}

}  // namespace elman::kernels
#endif
