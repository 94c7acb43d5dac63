// Attention with several heads (Vaswani et al. 2017) over the true positions of each item.
#pragma once

#include <cstdint>
#include <span>

#include "elman/autograd/attention.h"
#include "elman/autograd/tape.h"
#include "elman/kernels/multihead_attention.h"

namespace elman::ops {

// Which source rows each query row sees. Made once for all layers that look at the same rows; it is in the step's
// memory, as are the arrays that it was made of.
struct AttentionPattern {
  Steps source;                            // of the source rows
  std::span<const std::int32_t> length;    // (batch) of each item
  std::span<const std::int32_t> limit;     // (queries), or empty
  std::span<const std::int32_t> query_of;  // (queries) the batch index of each
  kernels::QueryGroups groups;
  std::int64_t rows = 0;  // that the source has at least

  std::int64_t queries() const { return static_cast<std::int64_t>(query_of.size()); }
};

// Query q sees the positions s < min(limit[q], length[b]) of item b = batch_index[q]; no limits if `limit` is empty.
// length (batch) as in AttentionSource. Throws UsageError if these do not fit together.
AttentionPattern attention_pattern(Tape& tape, const Steps& source, std::span<const std::int32_t> length,
                                   std::span<const std::int32_t> batch_index, std::span<const std::int32_t> limit = {});

// The rows of a batch of sequences, compact ones, look at each other: row (t, b) at all of item b's, or, if causal, at
// those of steps 0 .. t.
AttentionPattern self_attention_pattern(Tape& tape, const Steps& steps, std::span<const std::int32_t> length,
                                        bool causal);

// Decoding: one query for each of `rows` items, whose sources (steps, rows, ...) all have `steps` positions.
AttentionPattern cached_attention_pattern(Tape& tape, std::int32_t steps, std::int32_t rows);

// `size` columns of x from `first` on.
struct Columns {
  Variable x;
  std::int64_t first = 0;
};

struct MultiheadOptions {
  int heads = 1;
  std::int64_t size = 0;      // of a query, a key and a value; head h has the columns h * size / heads and on
  Scalar dropout = 0;         // of the weights, while the tape is training
  bool mean_weights = false;  // whether they are wanted
};

// Each head: context = softmax(query . key / sqrt(size / heads)) value -> (queries, size). weights (queries, steps) are
// the mean over the heads, before dropout, if wanted; not differentiated.
AttentionOutput multihead_attention(Tape& tape, const MultiheadOptions& options, const AttentionPattern& pattern,
                                    const Columns& query, const Columns& key, const Columns& value);

}  // namespace elman::ops
