#include "elman/autograd/convolution.h"

#include <gtest/gtest.h>

#include "elman/autograd/elementwise.h"
#include "elman/autograd/losses.h"
#include "elman/autograd/rows.h"
#include "elman/error.h"
#include "tests/support/gradient_check.h"
#include "tests/support/messages.h"
#include "tests/support/reference.h"

namespace elman::test {
namespace {

TEST(Conv1dOp, HasItsGradientsAtManySizes) {
  int seed = 0;
  for (const int width : {1, 2, 4}) {
    for (const int dilation : {1, 3}) {
      for (const int batch : {1, 3}) {
        SCOPED_TRACE(testing::Message() << "width " << width << ", dilation " << dilation << ", batch " << batch);
        seed += 3;
        const int time = (width - 1) * dilation + 4;
        check_gradients(
            [dilation](Tape& t, auto v) { return weighted_sum(t, ops::conv1d(t, v[0], v[1], v[2], dilation)); },
            {random_tensor({time, batch, 3}, seed), random_tensor({5, 3, width}, seed + 1),
             random_tensor({5}, seed + 2)});
      }
    }
  }
}

TEST(Conv1dOp, ReadsNothingBeyondItsSpanAndNoOtherItem) {
  const auto outputs = [](const Tensor& x) {
    Tape tape;
    return ops::conv1d(tape, tape.constant(x), tape.constant(random_tensor({2, 3, 3}, 2)), {}, 2).value().clone();
  };
  Tensor x = random_tensor({9, 2, 3}, 1);
  const Tensor before = outputs(x);
  ASSERT_EQ(before.shape(), (Shape{5, 2, 2}));
  for (int c = 0; c < 3; ++c) x[(8 * 2 + 1) * 3 + c] = 100;  // the last step of the second item
  const Tensor after = outputs(x);
  for (std::int64_t i = 0; i < before.size(); ++i) {
    const bool is_last_of_second = i / 2 == 4 * 2 + 1;
    EXPECT_EQ(before[i] == after[i], !is_last_of_second) << i;
  }
}

TEST(Conv1dOp, RefusesWhatDoesNotFit) {
  Tape tape;
  const Variable x = tape.constant(random_tensor({4, 1, 3}, 1));
  const Variable weight = tape.constant(random_tensor({2, 3, 3}, 2));
  EXPECT_THROW(ops::conv1d(tape, x, weight, {}, 2), UsageError) << "too few steps";
  EXPECT_THROW(ops::conv1d(tape, x, weight, {}, 0), UsageError);
  EXPECT_THROW(ops::conv1d(tape, x, tape.constant(random_tensor({2, 4, 3}, 2))), UsageError);
  EXPECT_THROW(ops::conv1d(tape, tape.constant(random_tensor({4, 3}, 1)), weight), UsageError);
}

TEST(TorchReference, Conv1dOpAgrees) {
  for (const ReferenceCase& c : reference_cases("series", "conv1d")) {
    SCOPED_TRACE(c.name);
    Tape tape({.threads = 2});
    const Variable x = tape.variable(c.tensor("x"));
    const Variable weight = tape.variable(c.tensor("weight"));
    const Variable bias = c.has("bias") ? tape.variable(c.tensor("bias")) : Variable();
    ReferenceLoss loss(tape, c);
    loss.add("output", ops::conv1d(tape, x, weight, bias, c.get<int>("dilation")));
    loss.backward();
    expect_near(x.grad(), c.tensor("d_x"), "gradient of x");
    expect_near(weight.grad(), c.tensor("d_weight"), "gradient of the weight");
    if (bias) expect_near(bias.grad(), c.tensor("d_bias"), "gradient of the bias");
  }
}

TEST(ReplaceColumnsOp, PutsValuesInPlaceAndHasItsGradients) {
  Tape tape;
  const ops::Replacement middle{1, tape.constant(Tensor({2, 1}, {7, 8}))};
  const Variable y =
      ops::replace_columns(tape, tape.constant(Tensor({2, 3}, {1, 2, 3, 4, 5, 6})), std::span(&middle, 1));
  EXPECT_EQ(std::vector<Scalar>(y.data(), y.data() + 6), (std::vector<Scalar>{1, 7, 3, 4, 8, 6}));
  check_gradients(
      [](Tape& t, auto v) {
        const ops::Replacement both[] = {{0, v[1]}, {3, v[2]}, {4, v[2]}};
        return weighted_sum(t, ops::replace_columns(t, v[0], both));
      },
      {random_tensor({3, 6}, 1), random_tensor({3, 2}, 2), random_tensor({3, 1}, 3)});
  const ops::Replacement beyond{3, tape.constant(Tensor({2, 1}))};
  EXPECT_THROW(ops::replace_columns(tape, tape.constant(Tensor({2, 3})), std::span(&beyond, 1)), UsageError);
}

TEST(MonomialsOp, MultipliesColumnsAndHasItsGradients) {
  const std::vector<std::int32_t> first{0, 0, 1, 3, 6};
  const std::vector<std::int32_t> factors{2, 0, 1, 1, 1, 2};
  Tape tape;
  const Variable y = ops::monomials(tape, tape.constant(Tensor({1, 3}, {2, 3, 5})), first, factors);
  EXPECT_EQ(std::vector<Scalar>(y.data(), y.data() + 4), (std::vector<Scalar>{1, 5, 6, 45}));
  check_gradients([&](Tape& t, auto v) { return weighted_sum(t, ops::monomials(t, v[0], first, factors)); },
                  {random_tensor({4, 3}, 1)});
  const std::vector<std::int32_t> beyond{0, 1};
  const std::vector<std::int32_t> third{3};
  EXPECT_THROW(ops::monomials(tape, tape.constant(Tensor({1, 3})), beyond, third), UsageError);
}

TEST(ErrorMeasures, HaveTheirGradients) {
  const std::vector<Tensor> inputs{random_tensor_without_zeros({4, 3}, 1)};
  const auto target = [](Tape& t) { return t.constant(Tensor({4, 3})); };  // zeros: no error is near the kink
  const GradientCheckOptions kinks{.smooth = false};
  check_gradients([&](Tape& t, auto v) { return ops::absolute_error(t, v[0], target(t)); }, inputs, kinks);
  check_gradients([&](Tape& t, auto v) { return ops::huber_error(t, v[0], target(t), Scalar(0.05)); }, inputs, kinks);
  const std::vector<Scalar> quantiles{Scalar(0.1), Scalar(0.5), Scalar(0.9)};
  check_gradients(
      [&](Tape& t, auto v) {
        return ops::quantile_error(t, v[0], t.constant(Tensor({4, 1})), quantiles);
      },
      inputs, kinks);
}

TEST(TorchReference, ErrorMeasuresAgree) {
  for (const ReferenceCase& c : reference_cases("series", "error")) {
    SCOPED_TRACE(c.name);
    Tape tape;
    const Variable prediction = tape.variable(c.tensor("prediction"));
    const Variable target = tape.constant(c.tensor("target"));
    const auto kind = c.get<std::string>("measure");
    const auto reduction = c.get<std::string>("reduction") == "sum" ? ops::Reduction::sum : ops::Reduction::mean;
    ReferenceLoss loss(tape, c);
    if (kind == "absolute") loss.add("loss", ops::absolute_error(tape, prediction, target, reduction));
    if (kind == "huber") {
      loss.add("loss", ops::huber_error(tape, prediction, target, c.get<Scalar>("delta"), reduction));
    }
    if (kind == "quantile") {
      loss.add("loss",
               ops::quantile_error(tape, prediction, target, c.get<std::vector<Scalar>>("quantiles"), reduction));
    }
    loss.backward();
    expect_near(prediction.grad(), c.tensor("d_prediction"), "gradient of the prediction");
  }
}

}  // namespace
}  // namespace elman::test
