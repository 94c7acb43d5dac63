#include "elman/autograd/recurrent.h"

#include <gtest/gtest.h>

#include <array>

#include "elman/autograd/elementwise.h"
#include "elman/autograd/linear.h"
#include "elman/autograd/rows.h"
#include "tests/support/gradient_check.h"
#include "tests/support/sequences.h"

namespace elman::test {
namespace {

using kernels::Cell;

// A case of the gradient check: what the layer is given, and in which layout.
struct Case {
  Cell cell = Cell::lstm;
  bool padded = false;
  bool bidirectional = false;
  bool bias = true;
  bool initial = true;   // h0 and c0
  bool symbols = false;  // ids into a table of 5 rows
  int hidden = 5;
  std::vector<std::int32_t> lengths = {4, 3, 3, 1};

  std::string describe() const {
    return std::string(name_of(cell)) + (padded ? ", padded" : ", compact") +
           (bidirectional ? ", two directions" : "") + (bias ? ", bias" : "") + (initial ? ", initial state" : "") +
           (symbols ? ", symbols" : "");
  }
};

void check(const Case& c) {
  SCOPED_TRACE(c.describe());
  const Sequences sequences(c.lengths, c.padded);
  const int directions = c.bidirectional ? 2 : 1;
  constexpr int input = 3;
  std::vector<std::int32_t> ids;
  for (int r = 0; c.symbols && r < sequences.rows(); ++r)
    ids.push_back(std::array{0, 2, 3, 4}[r * 7 % 4]);  // symbol 1 never comes
  std::vector<Tensor> inputs{random_tensor({c.symbols ? 5 : sequences.rows(), input}, 1)};
  for (int d = 0; d < directions; ++d) {
    for (Tensor& w : random_recurrent_weights(c.cell, input, c.hidden, c.bias, 10 + 10 * d)) inputs.push_back(w);
  }
  const std::size_t state = inputs.size();
  if (c.initial) inputs.push_back(random_tensor({directions, sequences.batch(), c.hidden}, 2));
  if (c.initial && c.cell == Cell::lstm) {
    inputs.push_back(random_tensor({directions, sequences.batch(), c.hidden}, 3));
  }
  const std::size_t per_direction = c.bias ? 4 : 2;
  check_gradients(
      [&](Tape& t, std::span<const Variable> v) {
        std::array<ops::RecurrentWeights, 2> weights;
        for (int d = 0; d < directions; ++d) weights[d] = as_weights(v.subspan(1 + per_direction * d), c.bias);
        const Variable h0 = state < v.size() ? v[state] : Variable();
        const Variable c0 = state + 1 < v.size() ? v[state + 1] : Variable();
        const ops::RecurrentOutput out =
            ops::recurrent(t, c.cell, sequences.steps(), {v[0], ids},
                           std::span(weights.data(), static_cast<std::size_t>(directions)), h0, c0);
        const Variable ends = add_all(t, {weighted_sum(t, out.output, 1), weighted_sum(t, out.h_n, 2)});
        return out.c_n ? add_all(t, {ends, weighted_sum(t, out.c_n, 3)}) : ends;
      },
      inputs, {.smooth = c.cell != Cell::rnn_relu});
}

TEST(RecurrentOp, EveryCellHasItsGradientsInEveryLayout) {
  for (const Cell cell : all_cells) {
    for (const bool padded : {false, true}) {
      for (const bool bidirectional : {false, true}) {
        check({.cell = cell, .padded = padded, .bidirectional = bidirectional});
      }
    }
  }
}

// What inference keeps of a table of symbols follows every parameter that it is made of.
TEST(RecurrentOp, InferenceOnSymbolsSeesEachChangeOfAParameter) {
  const Sequences sequences({4, 3, 1}, false);
  std::vector<std::int32_t> ids(static_cast<std::size_t>(sequences.rows()));
  for (std::size_t r = 0; r < ids.size(); ++r) ids[r] = static_cast<std::int32_t>(r % 5);
  for (const Cell cell : all_cells) {
    SCOPED_TRACE(name_of(cell));
    std::vector<Parameter> parameters{Parameter(random_tensor({5, 3}, 1))};
    for (Tensor& w : random_recurrent_weights(cell, 3, 4, true, 10)) parameters.emplace_back(w);
    const auto output = [&](const std::vector<Variable>& v, bool record) {
      Tape tape({.record = record});
      const ops::RecurrentWeights weights = as_weights(std::span(v).subspan(1), true);
      return ops::recurrent(tape, cell, sequences.steps(), {v[0], ids}, std::span(&weights, 1)).output.value().clone();
    };
    const std::vector<Variable> variables(parameters.begin(), parameters.end());
    Tensor before = output(variables, false);
    for (Parameter& parameter : parameters) {
      parameter.mutable_value()[1] += Scalar(0.5);
      const Tensor after = output(variables, false);
      const Tensor again = output(variables, false);
      const Tensor recorded = output(variables, true);  // keeps nothing
      bool changed = false;
      for (std::int64_t i = 0; i < after.size(); ++i) {
        EXPECT_EQ(after[i], recorded[i]);
        EXPECT_EQ(after[i], again[i]);
        changed = changed || after[i] != before[i];
      }
      EXPECT_TRUE(changed);
      before = after;
    }
  }
}

TEST(RecurrentOp, SymbolsHaveTheirGradientsInTheTable) {
  for (const Cell cell : all_cells) {
    for (const bool padded : {false, true}) {
      check({.cell = cell, .padded = padded, .bidirectional = true, .symbols = true});
    }
  }
}

TEST(RecurrentOp, BiasesAndInitialStatesMayBeMissing) {
  for (const Cell cell : all_cells) {
    check({.cell = cell, .bidirectional = true, .bias = false});
    check({.cell = cell, .bidirectional = true, .initial = false});
    check({.cell = cell, .bias = false, .initial = false, .symbols = true});
  }
}

TEST(RecurrentOp, SizesNeedNotBeMultiplesOfAVector) {
  for (const Cell cell : all_cells) {
    for (const int hidden : {1, 8, 17}) check({.cell = cell, .padded = true, .hidden = hidden, .lengths = {3, 1}});
  }
}

TEST(RecurrentOp, OneStepAndOneSequenceAreEnough) {
  for (const Cell cell : all_cells) {
    check({.cell = cell, .lengths = {1}});
    check({.cell = cell, .bidirectional = true, .lengths = {1, 1, 1}});
    check({.cell = cell, .bidirectional = true, .lengths = {5}});
  }
}

// Which of output, h_n and c_n the loss looks at.
TEST(RecurrentOp, EachOutputAloneGivesGradients) {
  const Sequences sequences({3, 2}, false);
  for (const Cell cell : all_cells) {
    for (int which = 0; which < (cell == Cell::lstm ? 3 : 2); ++which) {
      SCOPED_TRACE(testing::Message() << name_of(cell) << ", output " << which);
      std::vector<Tensor> inputs{random_tensor({sequences.rows(), 2}, 1)};
      for (Tensor& w : random_recurrent_weights(cell, 2, 4, true, 20)) inputs.push_back(w);
      check_gradients(
          [&](Tape& t, std::span<const Variable> v) {
            const ops::RecurrentWeights weights = as_weights(v.subspan(1), true);
            const ops::RecurrentOutput out = ops::recurrent(t, cell, sequences.steps(), {v[0], {}}, {&weights, 1});
            return weighted_sum(t, which == 0 ? out.output : which == 1 ? out.h_n : out.c_n);
          },
          inputs, {.smooth = cell != Cell::rnn_relu});
    }
  }
}

TEST(RecurrentOp, OneOfTheBiasesMayBeMissing) {
  const Sequences sequences({3, 2}, false);
  for (const Cell cell : all_cells) {
    for (const bool keep_ih : {false, true}) {
      SCOPED_TRACE(testing::Message() << name_of(cell) << ", only " << (keep_ih ? "bias_ih" : "bias_hh"));
      std::vector<Tensor> inputs{random_tensor({sequences.rows(), 2}, 1)};
      for (Tensor& w : random_recurrent_weights(cell, 2, 4, true, 20)) inputs.push_back(w);
      inputs.erase(inputs.begin() + (keep_ih ? 4 : 3));
      check_gradients(
          [&](Tape& t, std::span<const Variable> v) {
            ops::RecurrentWeights weights = as_weights(v.subspan(1), false);
            (keep_ih ? weights.bias_ih : weights.bias_hh) = v[3];
            return weighted_sum(t, ops::recurrent(t, cell, sequences.steps(), {v[0], {}}, {&weights, 1}).output);
          },
          inputs, {.smooth = cell != Cell::rnn_relu});
    }
  }
}

TEST(RecurrentOp, OneTableMayBeEmbeddingAndOutputWeight) {
  const Sequences sequences({4, 2, 1}, false);
  const std::vector<std::int32_t> ids{3, 1, 0, 2, 3, 3, 1};
  constexpr int symbols = 6;
  constexpr int hidden = 4;
  for (const Cell cell : all_cells) {
    SCOPED_TRACE(name_of(cell));
    std::vector<Tensor> inputs{random_tensor({symbols, hidden}, 1)};
    for (Tensor& w : random_recurrent_weights(cell, hidden, hidden, true, 20)) inputs.push_back(w);
    check_gradients(
        [&](Tape& t, std::span<const Variable> v) {
          const ops::RecurrentWeights weights = as_weights(v.subspan(1), true);
          const Variable out = ops::recurrent(t, cell, sequences.steps(), {v[0], ids}, {&weights, 1}).output;
          return weighted_sum(t, ops::linear(t, out, v[0]));
        },
        inputs, {.smooth = cell != Cell::rnn_relu});
  }
}

TEST(RecurrentOp, BothDirectionsAndTwoLayersMayShareTheirWeights) {
  const Sequences sequences({3, 3, 2}, true);
  std::vector<Tensor> inputs{random_tensor({sequences.rows(), 8}, 1)};
  for (Tensor& w : random_recurrent_weights(Cell::gru, 8, 4, true, 20)) inputs.push_back(w);
  check_gradients(
      [&](Tape& t, std::span<const Variable> v) {
        const std::array both{as_weights(v.subspan(1), true), as_weights(v.subspan(1), true)};
        const Variable below = ops::recurrent(t, Cell::gru, sequences.steps(), {v[0], {}}, both).output;
        return weighted_sum(t, ops::recurrent(t, Cell::gru, sequences.steps(), {below, {}}, both).output);
      },
      inputs);
}

TEST(RecurrentOp, SymbolsGiveTheSameAsTheirEmbeddings) {
  const Sequences sequences({4, 2}, false);
  const std::vector<std::int32_t> ids{2, 0, 2, 1, 1, 0};
  for (const Cell cell : all_cells) {
    SCOPED_TRACE(name_of(cell));
    Tape tape;
    const Variable table = tape.constant(random_tensor({3, 7}, 1));
    std::vector<Variable> v;
    for (const Tensor& w : random_recurrent_weights(cell, 7, 9, true, 20)) v.push_back(tape.constant(w));
    const ops::RecurrentWeights weights = as_weights(v, true);
    const Variable symbols = ops::recurrent(tape, cell, sequences.steps(), {table, ids}, {&weights, 1}).output;
    const Variable rows = ops::index_rows(tape, table, ids);
    const Variable dense = ops::recurrent(tape, cell, sequences.steps(), {rows, {}}, {&weights, 1}).output;
    for (std::int64_t i = 0; i < dense.value().size(); ++i) EXPECT_EQ(symbols.value()[i], dense.value()[i]);
  }
}

}  // namespace
}  // namespace elman::test
