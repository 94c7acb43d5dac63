#include "elman/nn/multihead_attention.h"

#include <cmath>

#include "elman/error.h"

namespace elman::nn {

namespace {

Scalar bound(double squared) { return static_cast<Scalar>(std::sqrt(squared)); }

// The last step of (steps, rows, columns), sharing its storage.
Tensor last_step(const Tensor& steps) {
  const Shape& shape = steps.shape();
  Tensor shared = steps;
  return Tensor::borrow(Shape{shape[1], shape[2]}, shared.data() + (shape[0] - 1) * shape[1] * shape[2]);
}

}  // namespace

MultiheadAttention::MultiheadAttention(const MultiheadAttentionOptions& options, const Initializer& init)
    : options_(options) {
  const std::int64_t size = options.size;
  if (size < 1 || options.heads < 1 || size % options.heads != 0) {
    throw UsageError("attention: size " + std::to_string(size) + " does not divide into " +
                     std::to_string(options.heads) + " heads");
  }
  const auto width = static_cast<double>(size);
  in_proj_weight_ = add_parameter("in_proj_weight", init.uniform({3 * size, size}, bound(6 / (4 * width))));
  in_proj_bias_ = add_parameter("in_proj_bias", init.constant({3 * size}, 0));
  out_proj_weight_ = add_parameter("out_proj.weight", init.uniform({size, size}, bound(1 / width)));
  out_proj_bias_ = add_parameter("out_proj.bias", init.constant({size}, 0));
}

ops::AttentionOutput MultiheadAttention::attend(Tape& tape, const ops::AttentionPattern& pattern,
                                                const ops::Columns& query, const ops::Columns& key,
                                                const ops::Columns& value, bool mean_weights) const {
  const ops::MultiheadOptions options{options_.heads, options_.size, options_.dropout, mean_weights};
  const ops::AttentionOutput heads = ops::multihead_attention(tape, options, pattern, query, key, value);
  return {ops::linear(tape, heads.context, out_proj_weight_, out_proj_bias_), heads.weights};
}

ops::AttentionOutput MultiheadAttention::forward(Tape& tape, Variable x, const ops::AttentionPattern& pattern,
                                                 bool mean_weights) const {
  const std::int64_t size = options_.size;
  const Variable all = ops::linear(tape, x, in_proj_weight_, in_proj_bias_);
  return attend(tape, pattern, {all, 0}, {all, size}, {all, 2 * size}, mean_weights);
}

Variable MultiheadAttention::project(Tape& tape, Variable source) const {
  return ops::linear_rows(tape, source, in_proj_weight_, in_proj_bias_, options_.size, 3 * options_.size);
}

ops::AttentionOutput MultiheadAttention::forward(Tape& tape, Variable x, Variable projected,
                                                 const ops::AttentionPattern& pattern, bool mean_weights) const {
  const Variable query = ops::linear_rows(tape, x, in_proj_weight_, in_proj_bias_, 0, options_.size);
  return attend(tape, pattern, {query, 0}, {projected, 0}, {projected, options_.size}, mean_weights);
}

Variable MultiheadAttention::step(Tape& tape, Variable x, const KeyValueCache& cache,
                                  const ops::AttentionPattern& pattern) const {
  const std::int64_t size = options_.size;
  const std::int64_t rows = x.rows();
  const Shape& shape = cache.keys.shape();
  if (shape.rank() != 3 || shape[0] < 1 || shape[1] != rows || shape[2] != size || cache.values.shape() != shape) {
    throw UsageError("attention: a cache of keys " + shape.to_string() + " and values " +
                     cache.values.shape().to_string() + " for x of shape " + x.shape().to_string() +
                     ", expected (steps, " + std::to_string(rows) + ", " + std::to_string(size) + ") for both");
  }
  const Variable all = ops::linear(tape, x, in_proj_weight_, in_proj_bias_);
  Tensor keys = last_step(cache.keys);
  Tensor values = last_step(cache.values);
  ops::copy_columns(all, size, keys);
  ops::copy_columns(all, 2 * size, values);
  const Variable all_keys = tape.constant(cache.keys);
  const Variable all_values = tape.constant(cache.values);
  return attend(tape, pattern, {all, 0}, {all_keys, 0}, {all_values, 0}, false).context;
}

}  // namespace elman::nn
