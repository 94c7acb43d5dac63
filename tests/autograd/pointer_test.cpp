#include "elman/autograd/pointer.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "elman/autograd/elementwise.h"
#include "elman/autograd/normalization.h"
#include "elman/error.h"
#include "tests/support/gradient_check.h"
#include "tests/support/sequences.h"

namespace elman::test {
namespace {

constexpr int symbols = 6;

// Two rows look at the first item, one at each of the others. Symbol 4 is there twice, 6 and 7 cannot be generated, and
// ends cannot be copied.
struct Example {
  Sequences sequences{{5, 3, 2}, false};
  //                                 first column of each item, then the second, ...
  std::vector<std::int32_t> copies{4, 6, 2, 1, 7, -1, 4, -1, 8, -1};
  std::vector<std::int32_t> items{0, 1, 0, 2};
  std::vector<std::int32_t> targets{4, 7, 8, 2};  // both ways, copied alone, copied alone, both ways

  ops::PointerSource source() const { return {sequences.steps(), sequences.lengths(), copies, items}; }
};

const std::vector<Tensor>& inputs() {
  static const std::vector<Tensor> tensors{random_tensor({4, symbols}, 1, -2, 2), random_tensor({4, 1}, 2, -2, 2),
                                           random_tensor({4, 3}, 3), random_tensor({10, 3}, 4),
                                           random_tensor({10, 2}, 5)};
  return tensors;
}

std::vector<Variable> constants(Tape& tape) {
  std::vector<Variable> made;
  for (const Tensor& input : inputs()) made.push_back(tape.constant(input));
  return made;
}

// Scores whose weights come from attention.
ops::PointerScores scores_of(Tape& tape, std::span<const Variable> v, const Example& example) {
  const ops::AttentionSource looked_at{v[3], v[4], example.sequences.steps(), example.sequences.lengths()};
  return {v[0], v[1], ops::attention(tape, ops::Score::dot, v[2], example.items, looked_at).weights};
}

TEST(PointerOp, HasItsGradientsThroughAttentionWithEveryOption) {
  const Example example;
  for (const ops::Reduction reduction : {ops::Reduction::sum, ops::Reduction::mean}) {
    for (const Scalar smoothing : {Scalar(0), Scalar(0.2)}) {
      check_gradients(
          [&](Tape& t, auto v) {
            return ops::pointer_loss(t, scores_of(t, v, example), example.source(), example.targets,
                                     {.reduction = reduction, .label_smoothing = smoothing});
          },
          inputs());
    }
  }
}

TEST(PointerOp, ProbabilitiesSumToOneAndAreThoseOfTheLoss) {
  const Example example;
  Tape tape;
  const std::vector<Variable> v = constants(tape);
  const ops::PointerScores scores = scores_of(tape, v, example);
  const Tensor logs = ops::pointer_log_probabilities(tape, scores, example.source()).value();
  ASSERT_EQ(logs.shape(), (Shape{4, symbols + 5}));
  double loss = 0;
  for (int r = 0; r < 4; ++r) {
    double sum = 0;
    for (int j = 0; j < symbols + 5; ++j) sum += std::exp(double{logs[r * (symbols + 5) + j]});
    EXPECT_NEAR(sum, 1, 1e-6) << "row " << r;
    loss -= logs[r * (symbols + 5) + example.targets[static_cast<std::size_t>(r)]];
  }
  const Variable summed =
      ops::pointer_loss(tape, scores, example.source(), example.targets, {.reduction = ops::Reduction::sum});
  EXPECT_NEAR(summed.value().item(), loss, 1e-5);
}

TEST(PointerOp, WithoutCopiesIsCrossEntropy) {
  Example example;
  example.copies.assign(example.copies.size(), -1);
  const std::vector<std::int32_t> targets{4, -100, 0, 2};
  for (const Scalar smoothing : {Scalar(0), Scalar(0.3)}) {
    Tape tape;
    const std::vector<Variable> v = constants(tape);
    const ops::CrossEntropyOptions options{.label_smoothing = smoothing};
    EXPECT_NEAR(ops::pointer_loss(tape, scores_of(tape, v, example), example.source(), targets, options).value().item(),
                ops::cross_entropy(tape, v[0], targets, options).value().item(), 1e-6);
  }
}

TEST(PointerOp, OfImpossibleTargetsIsFinite) {
  const Example example;
  std::vector<std::int32_t> targets = example.targets;
  targets[0] = symbols + 3;  // nothing is a copy of it
  Tape tape;
  std::vector<Variable> v;
  for (const Tensor& input : inputs()) v.push_back(tape.variable(input));
  const Variable loss = ops::pointer_loss(tape, scores_of(tape, v, example), example.source(), targets);
  tape.backward(loss);
  EXPECT_TRUE(std::isfinite(loss.value().item()));
  for (const Variable& input : v) {
    if (!input.has_grad()) continue;
    for (std::int64_t i = 0; i < input.value().size(); ++i) EXPECT_TRUE(std::isfinite(input.grad()[i]));
  }
}

TEST(PointerOp, RefusesWhatDoesNotFit) {
  const Example example;
  Tape tape;
  const std::vector<Variable> v = constants(tape);
  const ops::PointerScores scores = scores_of(tape, v, example);
  const std::vector<std::int32_t> beyond{4, 7, 11, 2};
  EXPECT_THROW(ops::pointer_loss(tape, scores, example.source(), beyond), UsageError);
  EXPECT_THROW(ops::pointer_loss(tape, scores, example.source(), std::vector<std::int32_t>{1}), UsageError);
  Example bad = example;
  bad.copies[0] = 11;
  EXPECT_THROW(ops::pointer_loss(tape, scores, bad.source(), example.targets), UsageError);
  bad = example;
  bad.items[0] = 3;
  EXPECT_THROW(ops::pointer_log_probabilities(tape, scores, bad.source()), UsageError);
  EXPECT_THROW(ops::covered_again(tape, v[0], v[1]), UsageError);
}

TEST(CoveredAgainOp, HasItsGradient) {
  check_gradients([](Tape& t, auto v) { return ops::covered_again(t, v[0], v[1]); },
                  {random_tensor({3, 4}, 1), random_tensor({3, 4}, 2)}, {.smooth = false});
}

// What attention has looked at, step by step, is an offset of its scores.
TEST(AttentionOp, HasTheGradientsOfItsWeightsAndOfAnOffset) {
  const Example example;
  for (const auto score : {ops::Score::dot, ops::Score::additive}) {
    check_gradients(
        [&](Tape& t, auto v) {
          const ops::AttentionSource source{v[1], v[2], example.sequences.steps(), example.sequences.lengths()};
          const auto out = ops::attention(t, score, v[0], example.items, source, v[4], 1, v[3]);
          return add_all(t, {weighted_sum(t, out.context), weighted_sum(t, out.weights, 2)});
        },
        {random_tensor({4, 3}, 1), random_tensor({10, 3}, 2), random_tensor({10, 2}, 3), random_tensor({4, 5}, 4),
         random_tensor({3}, 5)});
  }
}

}  // namespace
}  // namespace elman::test
