// Modules beside PyTorch's: outputs, and the gradients of everything.
#include <gtest/gtest.h>

#include "elman/nn/attention.h"
#include "elman/nn/cells.h"
#include "elman/nn/linear.h"
#include "elman/nn/recurrent.h"
#include "tests/support/comparison.h"
#include "tests/support/sequences.h"

namespace elman::test {
namespace {

using Ids = std::vector<std::int32_t>;

Random any_start() { return Random(1); }

TEST(TorchReference, LinearAgrees) {
  for (const ReferenceCase& c : reference_cases("layers", "linear")) {
    SCOPED_TRACE(c.name);
    Random random = any_start();
    nn::Linear module(c.get<int>("in"), c.get<int>("out"), c.get<bool>("bias"), random);
    Comparison comparison(c, module);
    comparison.loss.add("output", module.forward(comparison.tape, comparison.input("x")));
    comparison.expect_gradients();
  }
}

TEST(TorchReference, EmbeddingAgrees) {
  for (const ReferenceCase& c : reference_cases("layers", "embedding")) {
    SCOPED_TRACE(c.name);
    Random random = any_start();
    nn::Embedding module(c.get<int>("symbols"), c.get<int>("size"), random);
    Comparison comparison(c, module);
    comparison.loss.add("output", module.forward(comparison.tape, c.get<Ids>("ids")));
    comparison.expect_gradients();
  }
}

TEST(TorchReference, LayerNormAgrees) {
  for (const ReferenceCase& c : reference_cases("layers", "layer_norm")) {
    SCOPED_TRACE(c.name);
    nn::LayerNorm module(c.get<int>("size"), nn::Initializer::zeros(), c.get<Scalar>("epsilon"));
    Comparison comparison(c, module);
    comparison.loss.add("output", module.forward(comparison.tape, comparison.input("x")));
    comparison.expect_gradients();
  }
}

nn::Nonlinearity nonlinearity(const ReferenceCase& c) {
  return c.settings.value("nonlinearity", "tanh") == "relu" ? nn::Nonlinearity::relu : nn::Nonlinearity::tanh;
}

nn::CellOptions cell_options(const ReferenceCase& c) {
  return {.input_size = c.get<int>("input_size"),
          .hidden_size = c.get<int>("hidden_size"),
          .bias = c.get<bool>("bias"),
          .nonlinearity = nonlinearity(c)};
}

template <class Cell>
void compare_simple_cell(const char* kind) {
  for (const ReferenceCase& c : reference_cases("layers", kind)) {
    SCOPED_TRACE(c.name);
    Random random = any_start();
    Cell module(cell_options(c), random);
    Comparison comparison(c, module);
    const Variable x = comparison.input("x");
    comparison.loss.add("output", module.forward(comparison.tape, x, comparison.input("h0")));
    comparison.expect_gradients();
  }
}

TEST(TorchReference, RNNCellAgrees) { compare_simple_cell<nn::RNNCell>("rnn_cell"); }

TEST(TorchReference, GRUCellAgrees) { compare_simple_cell<nn::GRUCell>("gru_cell"); }

TEST(TorchReference, LSTMCellAgrees) {
  for (const ReferenceCase& c : reference_cases("layers", "lstm_cell")) {
    SCOPED_TRACE(c.name);
    Random random = any_start();
    nn::LSTMCell module(cell_options(c), random);
    Comparison comparison(c, module);
    const Variable x = comparison.input("x");
    const Variable h0 = comparison.input("h0");
    const nn::LSTMState state = module.forward(comparison.tape, x, {h0, comparison.input("c0")});
    comparison.loss.add("output", state.h);
    comparison.loss.add("c_n", state.c);
    comparison.expect_gradients();
  }
}

template <class Layers>
void compare_layers(const char* kind) {
  for (const ReferenceCase& c : reference_cases("recurrent", kind)) {
    SCOPED_TRACE(c.name);
    Random random = any_start();
    const nn::RecurrentOptions options{.input_size = c.get<int>("input_size"),
                                       .hidden_size = c.get<int>("hidden_size"),
                                       .num_layers = c.get<int>("num_layers"),
                                       .bias = c.get<bool>("bias"),
                                       .nonlinearity = nonlinearity(c),
                                       .batch_first = c.get<bool>("batch_first"),
                                       .bidirectional = c.get<bool>("bidirectional")};
    Layers module(options, random);
    Comparison comparison(c, module);
    const Variable x = comparison.input("x");
    const Variable h0 = comparison.input("h0");
    const Variable c0 = comparison.input("c0");
    const Ids lengths = c.settings.contains("lengths") ? c.get<Ids>("lengths") : Ids();
    const nn::SequenceOutput out = module.forward(comparison.tape, x, lengths, h0, c0);
    comparison.loss.add("output", out.output);
    comparison.loss.add("h_n", out.h_n);
    comparison.loss.add("c_n", out.c_n);
    comparison.expect_gradients();
  }
}

TEST(TorchReference, RNNAgrees) { compare_layers<nn::RNN>("rnn"); }

TEST(TorchReference, LSTMAgrees) { compare_layers<nn::LSTM>("lstm"); }

TEST(TorchReference, GRUAgrees) { compare_layers<nn::GRU>("gru"); }

TEST(TorchReference, AttentionAgrees) {
  for (const ReferenceCase& c : reference_cases("attention")) {
    SCOPED_TRACE(c.name);
    const auto score = c.get<std::string>("score");
    Random random = any_start();
    nn::Attention module({.score = score == "dot"       ? nn::AttentionScore::dot
                                   : score == "general" ? nn::AttentionScore::general
                                                        : nn::AttentionScore::additive,
                          .query_size = c.get<int>("query_size"),
                          .source_size = c.get<int>("source_size"),
                          .size = c.get<int>("size")},
                         random);
    Comparison comparison(c, module);
    const Sequences sequences(c.get<Ids>("lengths"), true);
    const Variable query = comparison.input("query");
    const Variable padded = comparison.input("source");
    const Variable source =
        ops::reshape(comparison.tape, padded, Shape{static_cast<std::int64_t>(sequences.rows()), padded.columns()});
    const Ids item = c.get<Ids>("item");
    const Variable keys = module.project(comparison.tape, source);
    const ops::AttentionOutput out =
        module.forward(comparison.tape, query, item, {keys, source, sequences.steps(), sequences.lengths()});
    expect_near(out.weights.value(), c.tensor("weights"), "weights");
    comparison.loss.add("context", out.context);
    comparison.expect_gradients();
  }
}

}  // namespace
}  // namespace elman::test
