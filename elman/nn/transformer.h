// Layers of a Transformer (Vaswani et al. 2017) on the live rows of a batch. Names, shapes and meanings are PyTorch's
// nn.TransformerEncoderLayer and nn.TransformerDecoderLayer, so weights move both ways.
#pragma once

#include <cstdint>

#include "elman/autograd/ops.h"
#include "elman/nn/initializer.h"
#include "elman/nn/linear.h"
#include "elman/nn/module.h"
#include "elman/nn/multihead_attention.h"

namespace elman::nn {

using ops::Activation;  // relu, gelu

struct TransformerLayerOptions {
  std::int64_t size = 1;          // E, columns of what goes in and comes out
  int heads = 1;                  // divides size
  std::int64_t feed_forward = 1;  // columns between the two maps of the feed-forward part
  Scalar dropout = 0;             // of attention's weights, of what each part adds, and inside the feed-forward part
  Activation activation = Activation::relu;
  bool norm_first = true;  // normalise what a part reads (Xiong et al. 2020), not the sum that it is added to
  Scalar layer_norm_eps = Scalar(1e-5);
};

// What the two layers share: self_attn, linear1, linear2 and how parts are joined.
class TransformerLayer : public Module {
 public:
  const TransformerLayerOptions& options() const { return options_; }

 protected:
  TransformerLayer(const TransformerLayerOptions& options, const Initializer& init);

  // What goes into a part, given what the part is added to.
  Variable before(Tape& tape, Variable x, const LayerNorm& norm) const;
  // x with what a part has made of it.
  Variable after(Tape& tape, Variable x, Variable made, const LayerNorm& norm) const;
  Variable feed_forward(Tape& tape, Variable x, const LayerNorm& norm) const;

  TransformerLayerOptions options_;
  MultiheadAttention self_attention_;
  Linear linear1_;
  Linear linear2_;
};

// self_attn, linear1, linear2, norm1, norm2.
class TransformerEncoderLayer : public TransformerLayer {
 public:
  TransformerEncoderLayer(const TransformerLayerOptions& options, const Initializer& init);

  // x (rows, E) -> (rows, E). pattern: ops::self_attention_pattern of these rows.
  Variable forward(Tape& tape, Variable x, const ops::AttentionPattern& pattern) const;

  // One step of rows that look back alone: x (rows, E). The cache holds the steps before; its last step is written. The
  // pattern is ops::cached_attention_pattern of its steps and rows.
  Variable step(Tape& tape, Variable x, const KeyValueCache& cache, const ops::AttentionPattern& pattern) const;

 private:
  LayerNorm norm1_;
  LayerNorm norm2_;
};

// What a decoder layer writes, and the mean weights of its heads over the source (rows, source steps) if they were
// asked for.
struct TransformerDecoderOutput {
  Variable output;  // (rows, E)
  Tensor weights;
};

// self_attn, multihead_attn, linear1, linear2, norm1, norm2, norm3.
class TransformerDecoderLayer : public TransformerLayer {
 public:
  TransformerDecoderLayer(const TransformerLayerOptions& options, const Initializer& init);

  // Keys and values of the source's rows (rows, E) -> (rows, 2 E), once for every use of the source.
  Variable project(Tape& tape, Variable source) const;

  // All steps at once: x (rows, E), `self` the causal ops::self_attention_pattern of these rows, `cross` what they see
  // of the source, whose rows project() has seen.
  TransformerDecoderOutput forward(Tape& tape, Variable x, const ops::AttentionPattern& self, Variable projected,
                                   const ops::AttentionPattern& cross, bool mean_weights = false) const;

  // One step of decoding: x (rows, E), a row for each hypothesis. The cache holds the steps before; its last step is
  // written. `self` is ops::cached_attention_pattern of its steps and rows.
  TransformerDecoderOutput step(Tape& tape, Variable x, const KeyValueCache& cache, const ops::AttentionPattern& self,
                                Variable projected, const ops::AttentionPattern& cross,
                                bool mean_weights = false) const;

 private:
  TransformerDecoderOutput finish(Tape& tape, Variable x, Variable attended, Variable projected,
                                  const ops::AttentionPattern& cross, bool mean_weights) const;

  MultiheadAttention source_attention_;
  LayerNorm norm1_;
  LayerNorm norm2_;
  LayerNorm norm3_;
};

}  // namespace elman::nn
