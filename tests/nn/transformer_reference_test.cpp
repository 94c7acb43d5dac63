// Transformer layers beside PyTorch's: outputs, and the gradients of everything, with true lengths and causal masks.
#include <gtest/gtest.h>

#include "elman/nn/multihead_attention.h"
#include "elman/nn/transformer.h"
#include "tests/support/comparison.h"
#include "tests/support/sequences.h"

namespace elman::test {
namespace {

using Ids = std::vector<std::int32_t>;

nn::TransformerLayerOptions layer_options(const ReferenceCase& c) {
  return {.size = c.get<int>("size"),
          .heads = c.get<int>("heads"),
          .feed_forward = c.get<int>("feed_forward"),
          .activation = c.get<std::string>("activation") == "relu" ? nn::Activation::relu : nn::Activation::gelu,
          .norm_first = c.get<bool>("norm_first"),
          .layer_norm_eps = c.get<Scalar>("layer_norm_eps")};
}

ops::AttentionPattern self_pattern(Tape& tape, const Sequences& sequences, bool causal) {
  return ops::self_attention_pattern(tape, sequences.steps(), sequences.lengths(), causal);
}

// Target item b looks at source item b.
ops::AttentionPattern cross_pattern(Tape& tape, const Sequences& source, const Sequences& target) {
  const auto rows = self_pattern(tape, target, false);
  return ops::attention_pattern(tape, source.steps(), source.lengths(), rows.query_of);
}

TEST(TorchReference, MultiheadAttentionAgrees) {
  for (const ReferenceCase& c : reference_cases("transformer", "multihead_attention")) {
    SCOPED_TRACE(c.name);
    nn::MultiheadAttention module({.size = c.get<int>("size"), .heads = c.get<int>("heads")}, nn::Initializer::zeros());
    Comparison comparison(c, module);
    Tape& tape = comparison.tape;
    const Sequences source(c.get<Ids>("source"), false);
    const Sequences target(c.get<Ids>("target"), false);
    const auto sort = c.get<std::string>("sort");
    const Variable x = comparison.input("x");
    ops::AttentionOutput out;
    if (sort == "cross") {
      const Variable projected = module.project(tape, comparison.input("memory"));
      out = module.forward(tape, x, projected, cross_pattern(tape, source, target), true);
    } else {
      out = module.forward(tape, x, self_pattern(tape, source, sort == "causal"), true);
    }
    expect_near(out.weights.value(), c.tensor("weights"), "weights");
    comparison.loss.add("output", out.context);
    comparison.expect_gradients();
  }
}

TEST(TorchReference, TransformerEncoderLayerAgrees) {
  for (const ReferenceCase& c : reference_cases("transformer", "transformer_encoder_layer")) {
    SCOPED_TRACE(c.name);
    nn::TransformerEncoderLayer module(layer_options(c), nn::Initializer::zeros());
    Comparison comparison(c, module);
    const Sequences source(c.get<Ids>("source"), false);
    const auto pattern = self_pattern(comparison.tape, source, c.get<bool>("causal"));
    comparison.loss.add("output", module.forward(comparison.tape, comparison.input("x"), pattern));
    comparison.expect_gradients();
  }
}

TEST(TorchReference, TransformerDecoderLayerAgrees) {
  for (const ReferenceCase& c : reference_cases("transformer", "transformer_decoder_layer")) {
    SCOPED_TRACE(c.name);
    nn::TransformerDecoderLayer module(layer_options(c), nn::Initializer::zeros());
    Comparison comparison(c, module);
    Tape& tape = comparison.tape;
    const Sequences source(c.get<Ids>("source"), false);
    const Sequences target(c.get<Ids>("target"), false);
    const Variable x = comparison.input("x");
    const Variable projected = module.project(tape, comparison.input("memory"));
    comparison.loss.add(
        "output",
        module.forward(tape, x, self_pattern(tape, target, true), projected, cross_pattern(tape, source, target))
            .output);
    comparison.expect_gradients();
  }
}

TEST(TorchReference, GeluAgrees) {
  for (const ReferenceCase& c : reference_cases("transformer", "gelu")) {
    SCOPED_TRACE(c.name);
    Tape tape;
    ReferenceLoss loss(tape, c);
    const Variable x = tape.variable(c.tensor("x"));
    loss.add("output", ops::gelu(tape, x));
    loss.backward();
    expect_near(x.grad(), c.tensor("d_x"), "gradient of x");
  }
}

}  // namespace
}  // namespace elman::test
