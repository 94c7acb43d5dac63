// Attention of query rows over the source rows of their own item. Sources are a batch of sequences (see Steps): item
// b's position s is source row source.first[s] + b, for s < length[b]. Query row q belongs to item batch_index[q].
#pragma once

#include <cstddef>
#include <cstdint>

#include "elman/scalar.h"
#include "elman/steps.h"
#include "elman/system/thread_pool.h"

namespace elman::kernels {

enum class Score {
  dot,       // q . k (Luong et al. 2015); "general" is dot with a projected query
  additive,  // v . tanh(q + k) (Bahdanau et al. 2015), q and k already projected
};

// weights[q, s] = softmax over s < length of score(query[q], key[s]) + offset[q, s]; context[q] = sum over s of
// weights[q, s] value[s]. Weight rows have source.count entries, zero past the item's length.
struct AttentionForward {
  Score score = Score::dot;
  Scalar scale = 1;  // dot: multiplies the scores
  int queries = 0;
  int key_size = 0;
  int value_size = 0;
  Steps source = {};
  const std::int32_t* length = nullptr;       // (batch) source length of each item, descending
  const std::int32_t* batch_index = nullptr;  // (queries)
  const Scalar* query = nullptr;              // (queries, key_size)
  const Scalar* key = nullptr;                // (source rows, key_size)
  const Scalar* value = nullptr;              // (source rows, value_size)
  const Scalar* v = nullptr;                  // (key_size), additive
  const Scalar* offset = nullptr;             // (queries, source.count), or null: zeros
  Scalar* weights = nullptr;                  // (queries, source.count)
  Scalar* context = nullptr;                  // (queries, value_size)
  Scalar* scratch = nullptr;  // attention_forward_scratch_size() scalars; null where items have few queries
};
// Scratch makes no difference to the results: where many queries share an item, its rows are copied together first.
std::size_t attention_forward_scratch_size(const system::ThreadPool& pool, const AttentionForward& attention);
void attention_forward(system::ThreadPool& pool, const AttentionForward& attention);

// Adds to every gradient. Items are owned by one worker each, so sums run in one fixed order whatever the threads; d_v
// is summed per item into scratch first, then over items in order.
struct AttentionBackward {
  AttentionForward forward;  // as it ran
  const Scalar* d_context = nullptr;
  const Scalar* d_weights = nullptr;  // (queries, source.count), or null: zeros
  Scalar* d_query = nullptr;
  Scalar* d_key = nullptr;
  Scalar* d_value = nullptr;
  Scalar* d_v = nullptr;       // additive
  Scalar* d_offset = nullptr;  // (queries, source.count), or null
  Scalar* scratch = nullptr;   // attention_scratch_size() scalars
};
std::size_t attention_scratch_size(const system::ThreadPool& pool, const AttentionForward& attention);
void attention_backward(system::ThreadPool& pool, const AttentionBackward& attention);

}  // namespace elman::kernels
