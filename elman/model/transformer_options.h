// What the options of each kind of model say of Transformers, in the same words: `Options` has the fields hidden_size,
// heads, feed_forward_size, norm, activation, positions and dropout.
#pragma once

#include <array>
#include <string>

#include "elman/error.h"
#include "elman/fields.h"
#include "elman/nn/positions.h"
#include "elman/nn/transformer.h"

namespace elman::model {

// pre: what a part reads is normalised (Xiong et al. 2020); post: the sum that it is added to (Vaswani et al. 2017).
enum class NormKind { pre, post };
constexpr auto choices(NormKind) {
  return std::array{Choice<NormKind>{NormKind::pre, "pre"}, Choice<NormKind>{NormKind::post, "post"}};
}

template <class Options>
Fields transformer_fields(Options& options) {
  return {
      Field("heads", options.heads, "heads of attention (transformer)").between(1, 1'000),
      Field("feed-forward-size", options.feed_forward_size, "units between; 0: four times hidden-size (transformer)")
          .between(0, 100'000),
      {"norm", options.norm, "pre or post: where layers normalise (transformer)"},
      {"activation", options.activation, "relu or gelu (transformer)"},
      {"positions", options.positions, "sinusoidal or learned (transformer)"},
  };
}

// Throws UsageError if the width cannot be shared among the heads.
template <class Options>
void check_heads(const Options& options) {
  if (options.hidden_size % options.heads == 0) return;
  throw UsageError("heads is " + std::to_string(options.heads) + ", expected a divisor of hidden-size, which is " +
                   std::to_string(options.hidden_size));
}

template <class Options>
nn::TransformerLayerOptions transformer_layer_of(const Options& options) {
  nn::TransformerLayerOptions layer{.size = options.hidden_size, .heads = options.heads};
  layer.feed_forward = options.feed_forward_size > 0 ? options.feed_forward_size : 4 * options.hidden_size;
  layer.dropout = options.dropout;
  layer.activation = options.activation;
  layer.norm_first = options.norm == NormKind::pre;
  return layer;
}

}  // namespace elman::model
