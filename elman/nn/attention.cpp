#include "elman/nn/attention.h"

#include <cmath>

#include "elman/error.h"

namespace elman::nn {

Attention::Attention(const AttentionOptions& options, const Initializer& init) : options_(options) {
  if (options.score == AttentionScore::dot && options.query_size != options.source_size) {
    throw UsageError("attention: score dot needs query and source of one size, found " +
                     std::to_string(options.query_size) + " and " + std::to_string(options.source_size) +
                     "; use general");
  }
  if (options.score == AttentionScore::additive) {
    v_ = add_parameter("v", init.uniform({options.size}, Scalar(1) / std::sqrt(static_cast<Scalar>(options.size))));
    query_ = std::make_unique<Linear>(options.query_size, options.size, true, init);
    add_module("query", *query_);
  }
  if (options.score != AttentionScore::dot) {
    const std::int64_t out = options.score == AttentionScore::general ? options.query_size : options.size;
    key_ = std::make_unique<Linear>(options.source_size, out, false, init);
    add_module("key", *key_);
  }
}

Variable Attention::project(Tape& tape, Variable source) const { return key_ ? key_->forward(tape, source) : source; }

ops::AttentionOutput Attention::forward(Tape& tape, Variable query, std::span<const std::int32_t> batch_index,
                                        const ops::AttentionSource& source, Variable offset) const {
  if (options_.score == AttentionScore::additive) {
    return ops::attention(tape, ops::Score::additive, query_->forward(tape, query), batch_index, source, v_, 1, offset);
  }
  return ops::attention(tape, ops::Score::dot, query, batch_index, source, {}, 1, offset);
}

}  // namespace elman::nn
