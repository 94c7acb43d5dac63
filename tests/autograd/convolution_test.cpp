#include "elman/autograd/convolution.h"

#include <gtest/gtest.h>

#include "elman/error.h"
#include "tests/support/gradient_check.h"
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

}  // namespace
}  // namespace elman::test
