#include <gtest/gtest.h>

#include <cstdint>
#include <vector>

#include "elman/autograd/elementwise.h"
#include "elman/autograd/linear.h"
#include "elman/autograd/pointer.h"
#include "elman/autograd/rows.h"
#include "tests/support/reference.h"
#include "tests/support/sequences.h"

namespace elman::test {
namespace {

using Ids = std::vector<std::int32_t>;

// Attention of a query for each row whose scores are given: keys are unit vectors.
Variable weights_of(Tape& tape, Variable scores, const Ids& items, const Sequences& sequences) {
  const std::int64_t steps = scores.columns();
  Tensor keys({sequences.rows(), steps});
  keys.fill(0);
  for (int t = 0; t < sequences.count(); ++t) {
    for (int b = 0; b < sequences.batch() && sequences.lengths()[static_cast<std::size_t>(b)] > t; ++b) {
      keys[sequences.row(t, b) * steps + t] = 1;
    }
  }
  const Variable key = tape.constant(keys);
  return ops::attention(tape, ops::Score::dot, scores, items, {key, key, sequences.steps(), sequences.lengths()})
      .weights;
}

TEST(TorchReferencePointer, LossAgrees) {
  for (const ReferenceCase& c : reference_cases("pointer", "pointer_loss")) {
    SCOPED_TRACE(c.name);
    const Sequences sequences(c.get<Ids>("lengths"), false);
    const auto copies_of_items = c.get<std::vector<Ids>>("copies");
    Ids copies(static_cast<std::size_t>(sequences.rows()));
    for (std::size_t b = 0; b < copies_of_items.size(); ++b) {
      for (std::size_t t = 0; t < copies_of_items[b].size(); ++t) {
        copies[static_cast<std::size_t>(sequences.row(static_cast<int>(t), static_cast<int>(b)))] =
            copies_of_items[b][t];
      }
    }
    const auto items = c.get<Ids>("items");
    Tape tape;
    const Variable logits = tape.variable(c.tensor("logits"));
    const Variable gate = tape.variable(c.tensor("gate"));
    const Variable scores = tape.variable(c.tensor("scores"));
    ReferenceLoss loss(tape, c);
    loss.add("loss",
             ops::pointer_loss(tape, {logits, gate, weights_of(tape, scores, items, sequences)},
                               {sequences.steps(), sequences.lengths(), copies, items}, c.get<Ids>("targets"),
                               {.reduction = ops::Reduction::sum, .label_smoothing = c.get<Scalar>("smoothing")}));
    loss.backward();
    expect_near(logits.grad(), c.tensor("d_logits"), "gradient of the logits");
    expect_near(gate.grad(), c.tensor("d_gate"), "gradient of the gate");
    expect_near(scores.grad(), c.tensor("d_scores"), "gradient of the scores");
  }
}

TEST(TorchReferencePointer, CoverageAgrees) {
  for (const ReferenceCase& c : reference_cases("pointer", "coverage")) {
    SCOPED_TRACE(c.name);
    const auto length = c.get<std::int32_t>("source");
    const Sequences sequences({length}, false);
    Tape tape;
    const Variable query = tape.variable(c.tensor("query"));
    const Variable key = tape.variable(c.tensor("key"));
    const Variable value = tape.variable(c.tensor("value"));
    const Variable weight = tape.variable(c.tensor("weight"));
    Tensor nothing({1, length});
    nothing.fill(0);
    Variable covered = tape.constant(nothing);
    Variable again;
    std::vector<Variable> contexts;
    for (std::int64_t t = 0; t < c.get<std::int64_t>("target"); ++t) {
      const Variable column = ops::reshape(tape, covered, Shape{length, 1});
      const Variable offset =
          ops::reshape(tape, ops::linear(tape, column, ops::reshape(tape, weight, Shape{1, 1})), Shape{1, length});
      const auto seen = ops::attention(tape, ops::Score::dot, ops::slice_rows(tape, query, t, t + 1), Ids{0},
                                       {key, value, sequences.steps(), sequences.lengths()}, {}, 1, offset);
      contexts.push_back(seen.context);
      const Variable more = ops::covered_again(tape, seen.weights, covered);
      again = again ? ops::add(tape, again, more) : more;
      covered = ops::add(tape, covered, seen.weights);
    }
    ReferenceLoss loss(tape, c);
    loss.add("context", ops::concat_rows(tape, contexts));
    loss.add("again", again);
    loss.backward();
    expect_near(query.grad(), c.tensor("d_query"), "gradient of the queries");
    expect_near(key.grad(), c.tensor("d_key"), "gradient of the keys");
    expect_near(value.grad(), c.tensor("d_value"), "gradient of the values");
    expect_near(weight.grad(), c.tensor("d_weight"), "gradient of the weight");
  }
}

}  // namespace
}  // namespace elman::test
