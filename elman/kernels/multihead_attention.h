// Attention with several heads (Vaswani et al. 2017) of query rows over the source rows of their own item. Sources are
// laid out as in attention.h: item b's position s is source row source.first[s] + b, for s < length[b]. Head h has the
// columns h * head_size .. (h + 1) * head_size of every matrix.
#pragma once

#include <cstddef>
#include <cstdint>

#include "elman/scalar.h"
#include "elman/steps.h"
#include "elman/system/thread_pool.h"

namespace elman::kernels {

// Rows `stride` scalars apart, such as some columns of a wider matrix.
struct StridedRows {
  const Scalar* data = nullptr;
  std::ptrdiff_t stride = 0;
};
struct StridedGradients {
  Scalar* data = nullptr;  // null if not wanted
  std::ptrdiff_t stride = 0;
  bool accumulate = true;  // adds to what is there; else writes the rows of all queries, or of all items
};

// The queries of each item, in ascending order: query[first[b]] .. query[first[b + 1] - 1].
struct QueryGroups {
  const std::int32_t* first = nullptr;   // (batch + 1)
  const std::int32_t* query = nullptr;   // (queries)
  const std::int64_t* weight = nullptr;  // (batch + 1) scalars of one head's weights that belong to earlier items
  int most = 0;                          // queries of one item
};
// Fills the three arrays; batch_index (queries) is each query's item, length (batch) that of the sources.
QueryGroups group_queries(int batch, const std::int32_t* length, int queries, const std::int32_t* batch_index,
                          std::int32_t* first, std::int32_t* query, std::int64_t* weight);

// p[q, h, s] = softmax over s < min(limit[q], length[b]) of scale * query[q, h] . key[s, h];
// context[q, h] = sum over s of m[q, h, s] p[q, h, s] value[s, h], m being a dropout mask (of ones without dropout). A
// query's numbers depend on its own item alone, and on how many queries that has. The mask of an item is that of
// kernels::dropout from element source.count * (heads * queries of earlier items + head * its queries) on.
struct MultiheadForward {
  int heads = 1;
  int head_size = 0;
  Scalar scale = 1;
  int queries = 0;
  QueryGroups groups = {};
  const std::int32_t* limit = nullptr;  // (queries) >= 1, or null: no limits
  Steps source = {};
  const std::int32_t* length = nullptr;  // (batch)
  StridedRows query = {};                // (queries, heads * head_size)
  StridedRows key = {};                  // (source rows, heads * head_size)
  StridedRows value = {};                // the same
  Scalar* context = nullptr;             // (queries, heads * head_size), dense
  Scalar* weights = nullptr;             // p: multihead_weights_size() scalars, or null if backward will not follow
  Scalar* dropped = nullptr;             // m p, as many; null without dropout
  Scalar dropout = 0;
  std::uint64_t dropout_key = 0;
  Scalar* scratch = nullptr;  // multihead_forward_scratch_size() scalars
};
std::size_t multihead_weights_size(const MultiheadForward& attention);
std::size_t multihead_forward_scratch_size(const system::ThreadPool& pool, const MultiheadForward& attention);
void multihead_forward(system::ThreadPool& pool, const MultiheadForward& attention);

// mean (queries, source.count): p averaged over the heads, zero past an item's length or a query's limit.
void multihead_mean_weights(const MultiheadForward& attention, Scalar* mean);

struct MultiheadBackward {
  MultiheadForward forward = {};      // as it ran
  const Scalar* d_context = nullptr;  // (queries, heads * head_size), dense
  StridedGradients d_query = {};
  StridedGradients d_key = {};
  StridedGradients d_value = {};
  Scalar* scratch = nullptr;  // multihead_backward_scratch_size() scalars
};
std::size_t multihead_backward_scratch_size(const system::ThreadPool& pool, const MultiheadForward& attention);
void multihead_backward(system::ThreadPool& pool, const MultiheadBackward& attention);

}  // namespace elman::kernels
