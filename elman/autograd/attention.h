// Attention over the true positions of each item.
#pragma once

#include <cstdint>
#include <span>

#include "elman/autograd/tape.h"
#include "elman/kernels/attention.h"

namespace elman::ops {

using kernels::Score;  // dot, additive

// What is attended to: a batch of source sequences as compact or padded rows.
struct AttentionSource {
  Variable key;                          // (rows, key size)
  Variable value;                        // (rows, value size)
  Steps steps;                           // of the source rows
  std::span<const std::int32_t> length;  // (batch) of each item, descending
};

struct AttentionOutput {
  Variable context;  // (queries, value size)
  Variable weights;  // (queries, steps), rows sum to one; zero past an item's end
};

// Query row q (queries, key size) attends to item batch_index[q]. Score dot: query . key times scale (Luong et al.
// 2015); additive: v . tanh(query + key) (Bahdanau et al. 2015), v (key size). Projections are the caller's. offset
// (queries, steps) is added to the scores.
AttentionOutput attention(Tape& tape, kernels::Score score, Variable query, std::span<const std::int32_t> batch_index,
                          const AttentionSource& source, Variable v = {}, Scalar scale = 1, Variable offset = {});

}  // namespace elman::ops
