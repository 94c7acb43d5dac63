#include "elman/nn/transformer.h"

#include <gtest/gtest.h>

#include <cmath>

#include "elman/autograd/ops.h"
#include "tests/support/allocations.h"
#include "tests/support/gradient_check.h"
#include "tests/support/parameter_check.h"
#include "tests/support/sequences.h"

namespace elman::test {
namespace {

using Numbers = std::vector<std::int32_t>;

std::vector<nn::TransformerLayerOptions> all_options(Scalar dropout) {
  std::vector<nn::TransformerLayerOptions> all;
  for (const bool norm_first : {true, false}) {
    for (const auto activation : {nn::Activation::relu, nn::Activation::gelu}) {
      all.push_back({.size = 6,
                     .heads = 2,
                     .feed_forward = 5,
                     .dropout = dropout,
                     .activation = activation,
                     .norm_first = norm_first});
    }
  }
  return all;
}

std::string name_of(const nn::TransformerLayerOptions& options) {
  return std::string(options.norm_first ? "pre-norm" : "post-norm") +
         (options.activation == nn::Activation::relu ? ", relu" : ", gelu");
}

// Parameters that start as zeros or ones would hide faults.
void scramble(nn::Module& module) {
  std::uint64_t seed = 40;
  for (const NamedParameter& named : module.parameters()) {
    Parameter parameter = named.parameter;
    parameter.mutable_value().copy_from(random_tensor(parameter.shape(), ++seed));
  }
}

// An encoder layer and a batch of what it reads.
struct Encoder {
  explicit Encoder(const nn::TransformerLayerOptions& options, Numbers lengths = {5, 5, 3, 1})
      : random(1), layer(options, random), sequences(std::move(lengths), false) {
    scramble(layer);
  }
  Variable forward(Tape& tape, Variable x) const {
    return layer.forward(tape, x, ops::self_attention_pattern(tape, sequences.steps(), sequences.lengths(), false));
  }
  Random random;
  nn::TransformerEncoderLayer layer;
  Sequences sequences;
};

// A decoder layer, the source and the target of a batch. Target item b reads source item source_of[b].
struct Decoder {
  explicit Decoder(const nn::TransformerLayerOptions& options, Numbers target_lengths = {6, 4, 4, 1})
      : random(1), layer(options, random), source({5, 4, 4, 2}, false), target(std::move(target_lengths), false) {
    scramble(layer);
  }
  ops::AttentionPattern cross(Tape& tape, std::span<const std::int32_t> rows) const {
    Numbers index;
    for (const std::int32_t b : rows) index.push_back(source_of[static_cast<std::size_t>(b)]);
    return ops::attention_pattern(tape, source.steps(), source.lengths(), index);
  }
  Variable forward(Tape& tape, Variable x, Variable memory) const {
    const auto self = ops::self_attention_pattern(tape, target.steps(), target.lengths(), true);
    return layer.forward(tape, x, self, layer.project(tape, memory), cross(tape, self.query_of)).output;
  }
  Random random;
  nn::TransformerDecoderLayer layer;
  Sequences source;
  Sequences target;
  Numbers source_of{2, 0, 3, 1};
};

TEST(TransformerEncoderLayer, HasItsGradients) {
  for (const nn::TransformerLayerOptions& options : all_options(Scalar(0.2))) {
    SCOPED_TRACE(name_of(options));
    Encoder encoder(options);
    const Tensor x = random_tensor({encoder.sequences.rows(), 6}, 1);
    check_gradients([&](Tape& t, auto v) { return weighted_sum(t, encoder.forward(t, v[0])); }, {x},
                    {.training = true, .smooth = false});
    check_parameter_gradients(encoder.layer,
                              [&](Tape& t) { return weighted_sum(t, encoder.forward(t, t.constant(x))); });
  }
}

TEST(TransformerDecoderLayer, HasItsGradients) {
  for (const nn::TransformerLayerOptions& options : all_options(Scalar(0.2))) {
    SCOPED_TRACE(name_of(options));
    Decoder decoder(options);
    const Tensor x = random_tensor({decoder.target.rows(), 6}, 1);
    const Tensor memory = random_tensor({decoder.source.rows(), 6}, 2);
    check_gradients([&](Tape& t, auto v) { return weighted_sum(t, decoder.forward(t, v[0], v[1])); }, {x, memory},
                    {.training = true, .smooth = false});
    check_parameter_gradients(
        decoder.layer, [&](Tape& t) { return weighted_sum(t, decoder.forward(t, t.constant(x), t.constant(memory))); });
  }
}

// Two layers with one and the same weights: gradients add up.
TEST(TransformerEncoderLayer, HasItsGradientsWhenUsedTwice) {
  Encoder encoder(all_options(0)[1]);
  const Tensor x = random_tensor({encoder.sequences.rows(), 6}, 1);
  check_parameter_gradients(
      encoder.layer, [&](Tape& t) { return weighted_sum(t, encoder.forward(t, encoder.forward(t, t.constant(x)))); });
}

TEST(TransformerEncoderLayer, AnItemIsTheSameAloneAndInABatch) {
  for (const nn::TransformerLayerOptions& options : all_options(0)) {
    SCOPED_TRACE(name_of(options));
    const Encoder batch(options);
    Tape tape;
    const Tensor x = random_tensor({batch.sequences.rows(), 6}, 1);
    const Variable in_batch = tape.variable(x);
    const Variable together = batch.forward(tape, in_batch);
    for (int b = 0; b < batch.sequences.batch(); ++b) {
      const Encoder alone(options, {batch.sequences.lengths()[static_cast<std::size_t>(b)]});
      const Variable single = alone.forward(tape, tape.constant(batch.sequences.item_rows(x, b)));
      const Tensor expected = batch.sequences.item_rows(together.value(), b);
      for (std::int64_t i = 0; i < expected.size(); ++i) EXPECT_EQ(single.value()[i], expected[i]) << "item " << b;
    }
  }
}

// Steps of decoding, each with the keys and values of those before.
std::vector<Tensor> decode(const Decoder& decoder, const Tensor& x, const Tensor& memory) {
  const std::int64_t rows = decoder.target.batch();
  Tape source_tape({.record = false});
  Tape tape({.record = false});
  const Variable projected = decoder.layer.project(source_tape, source_tape.constant(memory));
  Tensor keys(Shape{decoder.target.count(), rows, 6});
  Tensor values(keys.shape());
  Numbers all_rows;
  for (int b = 0; b < rows; ++b) all_rows.push_back(b);
  std::vector<Tensor> outputs;
  for (std::int32_t t = 0; t < decoder.target.count(); ++t) {
    tape.reset();
    Tensor step(Shape{rows, 6});
    for (int b = 0; b < decoder.target.steps().alive[t]; ++b) {
      std::copy_n(x.data() + decoder.target.row(t, b) * 6, 6, step.data() + b * 6);
    }
    const Shape so_far{t + 1, rows, 6};
    const nn::KeyValueCache cache{Tensor::borrow(so_far, keys.data()), Tensor::borrow(so_far, values.data())};
    const auto self = ops::cached_attention_pattern(tape, t + 1, static_cast<std::int32_t>(rows));
    outputs.push_back(
        decoder.layer.step(tape, tape.constant(step), cache, self, projected, decoder.cross(tape, all_rows))
            .output.value()
            .clone());
  }
  return outputs;
}

TEST(TransformerDecoderLayer, StepsWithACacheAgreeWithAllStepsAtOnce) {
  for (const nn::TransformerLayerOptions& options : all_options(0)) {
    SCOPED_TRACE(name_of(options));
    const Decoder decoder(options);
    const Tensor x = random_tensor({decoder.target.rows(), 6}, 1);
    const Tensor memory = random_tensor({decoder.source.rows(), 6}, 2);
    Tape tape({.record = false});
    const Tensor at_once = decoder.forward(tape, tape.constant(x), tape.constant(memory)).value();
    const std::vector<Tensor> steps = decode(decoder, x, memory);
    for (int t = 0; t < decoder.target.count(); ++t) {
      for (int b = 0; b < decoder.target.steps().alive[t]; ++b) {
        for (int c = 0; c < 6; ++c) {
          ASSERT_NEAR(steps[static_cast<std::size_t>(t)][b * 6 + c], at_once[decoder.target.row(t, b) * 6 + c], 1e-5);
        }
      }
    }
  }
}

// Outputs and gradients of a layer large enough for threads to share its work.
std::vector<Scalar> results_of(int threads) {
  const nn::TransformerLayerOptions options{
      .size = 96, .heads = 3, .feed_forward = 160, .dropout = Scalar(0.1), .activation = nn::Activation::gelu};
  Encoder encoder(options, Numbers(64, 11));
  Tape tape({.threads = threads, .training = true, .seed = 5});
  const Variable x = tape.variable(random_tensor({encoder.sequences.rows(), 96}, 1));
  const Variable y = encoder.forward(tape, x);
  encoder.layer.zero_grad();
  tape.backward(weighted_sum(tape, y));
  std::vector<Scalar> results(y.value().span().begin(), y.value().span().end());
  const auto append = [&](const Tensor& t) { results.insert(results.end(), t.span().begin(), t.span().end()); };
  append(x.grad());
  for (const NamedParameter& named : encoder.layer.parameters()) append(named.parameter.grad());
  return results;
}

TEST(TransformerEncoderLayer, ThreadsChangeNoBit) {
  const std::vector<Scalar> one = results_of(1);
  EXPECT_EQ(one, results_of(2));
  EXPECT_EQ(one, results_of(3));
}

TEST(TransformerDecoderLayer, AStepAllocatesNothingAfterTwo) {
  for (const nn::TransformerLayerOptions& options : all_options(Scalar(0.1))) {
    SCOPED_TRACE(name_of(options));
    Decoder decoder(options);
    const Tensor x = random_tensor({decoder.target.rows(), 6}, 1);
    const Tensor memory = random_tensor({decoder.source.rows(), 6}, 2);
    const Numbers rows_of_target{0, 1, 2, 3, 0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 0};
    Tape tape({.threads = 2, .training = true});
    std::vector<NamedParameter> parameters = decoder.layer.parameters();
    std::int64_t before = 0;
    for (std::uint64_t step = 1; step <= 5; ++step) {
      if (step == 3) before = allocation_count();
      tape.reset(step);
      for (NamedParameter& named : parameters) named.parameter.zero_grad();
      const auto self = ops::self_attention_pattern(tape, decoder.target.steps(), decoder.target.lengths(), true);
      const auto cross = ops::attention_pattern(tape, decoder.source.steps(), decoder.source.lengths(), rows_of_target);
      const Variable projected = decoder.layer.project(tape, tape.constant(memory));
      tape.backward(ops::sum(tape, decoder.layer.forward(tape, tape.constant(x), self, projected, cross).output));
    }
    EXPECT_EQ(allocation_count() - before, 0);
  }
}

TEST(TransformerLayers, HavePyTorchsNames) {
  const auto names = [](const nn::Module& module) {
    std::string all;
    for (const NamedParameter& named : module.parameters()) all += named.name + " ";
    return all;
  };
  const std::string attention = ".in_proj_weight %.in_proj_bias %.out_proj.weight %.out_proj.bias ";
  const auto of = [&](std::string name) {
    std::string all = name + attention;
    for (std::size_t at; (at = all.find('%')) != std::string::npos;) all.replace(at, 1, name);
    return all;
  };
  const std::string linears = "linear1.weight linear1.bias linear2.weight linear2.bias ";
  const std::string norms = "norm1.weight norm1.bias norm2.weight norm2.bias ";
  const auto shapes = nn::Initializer::shapes_only();
  const nn::TransformerLayerOptions options{.size = 4, .heads = 2, .feed_forward = 8};
  EXPECT_EQ(names(nn::TransformerEncoderLayer(options, shapes)), of("self_attn") + linears + norms);
  EXPECT_EQ(names(nn::TransformerDecoderLayer(options, shapes)),
            of("self_attn") + of("multihead_attn") + linears + norms + "norm3.weight norm3.bias ");
}

TEST(TransformerLayers, BeginAsPyTorchs) {
  Random random(3);
  const nn::MultiheadAttention attention({.size = 64, .heads = 4}, random);
  const auto expect_uniform = [&](const char* name, double bound) {
    double most = 0;
    for (const Scalar value : attention.parameter(name).value().span()) {
      most = std::max(most, std::abs(static_cast<double>(value)));
    }
    EXPECT_LE(most, bound);
    EXPECT_GT(most, 0.99 * bound);
  };
  expect_uniform("in_proj_weight", std::sqrt(6.0 / (64 + 3 * 64)));
  expect_uniform("out_proj.weight", 1.0 / 8);
  for (const char* name : {"in_proj_bias", "out_proj.bias"}) {
    for (const Scalar value : attention.parameter(name).value().span()) EXPECT_EQ(value, 0);
  }
}

}  // namespace
}  // namespace elman::test
