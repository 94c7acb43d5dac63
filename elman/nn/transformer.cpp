#include "elman/nn/transformer.h"

namespace elman::nn {

namespace {

MultiheadAttentionOptions attention_of(const TransformerLayerOptions& options) {
  return {options.size, options.heads, options.dropout};
}

}  // namespace

TransformerLayer::TransformerLayer(const TransformerLayerOptions& options, const Initializer& init)
    : options_(options),
      self_attention_(attention_of(options), init),
      linear1_(options.size, options.feed_forward, true, init),
      linear2_(options.feed_forward, options.size, true, init) {}

Variable TransformerLayer::before(Tape& tape, Variable x, const LayerNorm& norm) const {
  return options_.norm_first ? norm.forward(tape, x) : x;
}

Variable TransformerLayer::after(Tape& tape, Variable x, Variable made, const LayerNorm& norm) const {
  const Variable sum = ops::add_dropout(tape, x, made, options_.dropout);
  return options_.norm_first ? sum : norm.forward(tape, sum);
}

Variable TransformerLayer::feed_forward(Tape& tape, Variable x, const LayerNorm& norm) const {
  const ops::FeedForwardWeights weights{linear1_.weight, linear1_.bias, linear2_.weight, linear2_.bias};
  const Variable made = ops::feed_forward(tape, before(tape, x, norm), weights, options_.activation, options_.dropout);
  return after(tape, x, made, norm);
}

TransformerEncoderLayer::TransformerEncoderLayer(const TransformerLayerOptions& options, const Initializer& init)
    : TransformerLayer(options, init),
      norm1_(options.size, init, options.layer_norm_eps),
      norm2_(options.size, init, options.layer_norm_eps) {
  add_module("self_attn", self_attention_);
  add_module("linear1", linear1_);
  add_module("linear2", linear2_);
  add_module("norm1", norm1_);
  add_module("norm2", norm2_);
}

Variable TransformerEncoderLayer::forward(Tape& tape, Variable x, const ops::AttentionPattern& pattern) const {
  const Variable attended = self_attention_.forward(tape, before(tape, x, norm1_), pattern).context;
  return feed_forward(tape, after(tape, x, attended, norm1_), norm2_);
}

Variable TransformerEncoderLayer::step(Tape& tape, Variable x, const KeyValueCache& cache,
                                       const ops::AttentionPattern& pattern) const {
  const Variable attended = self_attention_.step(tape, before(tape, x, norm1_), cache, pattern);
  return feed_forward(tape, after(tape, x, attended, norm1_), norm2_);
}

TransformerDecoderLayer::TransformerDecoderLayer(const TransformerLayerOptions& options, const Initializer& init)
    : TransformerLayer(options, init),
      source_attention_(attention_of(options), init),
      norm1_(options.size, init, options.layer_norm_eps),
      norm2_(options.size, init, options.layer_norm_eps),
      norm3_(options.size, init, options.layer_norm_eps) {
  add_module("self_attn", self_attention_);
  add_module("multihead_attn", source_attention_);
  add_module("linear1", linear1_);
  add_module("linear2", linear2_);
  add_module("norm1", norm1_);
  add_module("norm2", norm2_);
  add_module("norm3", norm3_);
}

Variable TransformerDecoderLayer::project(Tape& tape, Variable source) const {
  return source_attention_.project(tape, source);
}

TransformerDecoderOutput TransformerDecoderLayer::forward(Tape& tape, Variable x, const ops::AttentionPattern& self,
                                                          Variable projected, const ops::AttentionPattern& cross,
                                                          bool mean_weights) const {
  const Variable attended = self_attention_.forward(tape, before(tape, x, norm1_), self).context;
  return finish(tape, x, attended, projected, cross, mean_weights);
}

TransformerDecoderOutput TransformerDecoderLayer::step(Tape& tape, Variable x, const KeyValueCache& cache,
                                                       const ops::AttentionPattern& self, Variable projected,
                                                       const ops::AttentionPattern& cross, bool mean_weights) const {
  const Variable attended = self_attention_.step(tape, before(tape, x, norm1_), cache, self);
  return finish(tape, x, attended, projected, cross, mean_weights);
}

// From what x has seen of its own sequence: looks at the source, then feeds forward.
TransformerDecoderOutput TransformerDecoderLayer::finish(Tape& tape, Variable x, Variable attended, Variable projected,
                                                         const ops::AttentionPattern& cross, bool mean_weights) const {
  const Variable own = after(tape, x, attended, norm1_);
  const ops::AttentionOutput seen =
      source_attention_.forward(tape, before(tape, own, norm2_), projected, cross, mean_weights);
  return {feed_forward(tape, after(tape, own, seen.context, norm2_), norm3_),
          seen.weights ? seen.weights.value() : Tensor()};
}

}  // namespace elman::nn
