// Attention with several heads, each over columns of its own.
#pragma once

#include <cstdint>

#include "elman/autograd/ops.h"
#include "elman/nn/initializer.h"
#include "elman/nn/module.h"

namespace elman::nn {

struct MultiheadAttentionOptions {
  std::int64_t size = 1;  // E, columns of what goes in and of what comes out
  int heads = 1;          // divides size
  Scalar dropout = 0;     // of the weights
};

// Keys and values of the steps that a decoder has made, and room for those of the next.
struct KeyValueCache {
  Tensor keys;    // (steps, rows, E); step() writes the last step
  Tensor values;  // the same
};

// PyTorch's nn.MultiheadAttention (Vaswani et al. 2017) on rows: in_proj_weight (3 E, E) and in_proj_bias (3 E) hold
// the maps of queries, keys and values, one under the other; out_proj.weight, out_proj.bias. in_proj_weight starts from
// U(+-sqrt(6 / (4 E))) (Glorot & Bengio 2010), out_proj.weight from U(+-1 / sqrt(E)), the biases from zero. Throws
// UsageError if the heads do not divide the size.
class MultiheadAttention : public Module {
 public:
  MultiheadAttention(const MultiheadAttentionOptions& options, const Initializer& init);

  // Rows x (rows, E) look at each other -> (rows, E). weights: see ops::multihead_attention; if wanted.
  ops::AttentionOutput forward(Tape& tape, Variable x, const ops::AttentionPattern& pattern,
                               bool mean_weights = false) const;

  // Keys and values of a source's rows (rows, E), side by side -> (rows, 2 E).
  Variable project(Tape& tape, Variable source) const;
  // Rows x (queries, E) look at a source that project() has seen.
  ops::AttentionOutput forward(Tape& tape, Variable x, Variable projected, const ops::AttentionPattern& pattern,
                               bool mean_weights = false) const;

  // Decoding, one row for each item: x (rows, E) looks at the steps in the cache and at itself. The pattern is
  // ops::cached_attention_pattern(steps, rows). Not differentiated.
  Variable step(Tape& tape, Variable x, const KeyValueCache& cache, const ops::AttentionPattern& pattern) const;

  const MultiheadAttentionOptions& options() const { return options_; }

 private:
  ops::AttentionOutput attend(Tape& tape, const ops::AttentionPattern& pattern, const ops::Columns& query,
                              const ops::Columns& key, const ops::Columns& value, bool mean_weights) const;

  MultiheadAttentionOptions options_;
  Parameter in_proj_weight_;
  Parameter in_proj_bias_;
  Parameter out_proj_weight_;
  Parameter out_proj_bias_;
};

}  // namespace elman::nn
