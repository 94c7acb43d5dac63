#include "elman/autograd/feed_forward.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "elman/autograd/ops.h"
#include "tests/support/gradient_check.h"

namespace elman::test {
namespace {

using ops::Activation;

ops::FeedForwardWeights weights_of(std::span<const Variable> v) { return {v[1], v[2], v[3], v[4]}; }

std::vector<Tensor> inputs_of(std::int64_t rows, std::int64_t in, std::int64_t between, std::int64_t out) {
  return {random_tensor({rows, in}, 1), random_tensor({between, in}, 2), random_tensor({between}, 3),
          random_tensor({out, between}, 4), random_tensor({out}, 5)};
}

TEST(FeedForwardOp, HasItsGradients) {
  for (const Activation activation : {Activation::relu, Activation::gelu}) {
    for (const Scalar dropout : {Scalar(0), Scalar(0.4)}) {
      SCOPED_TRACE(testing::Message() << (activation == Activation::relu ? "relu" : "gelu") << ", " << dropout);
      check_gradients(
          [&](Tape& t, auto v) {
            return weighted_sum(t, ops::feed_forward(t, v[0], weights_of(v), activation, dropout));
          },
          inputs_of(7, 3, 19, 2), {.training = true, .smooth = activation == Activation::gelu});
    }
  }
}

// Value and gradients, with more rows than are made at a time.
std::vector<Tensor> results_of(bool fused, Activation activation, int threads) {
  Tape tape({.threads = threads, .training = true, .seed = 4});
  std::vector<Variable> v;
  for (const Tensor& input : inputs_of(901, 9, 70, 5)) v.push_back(tape.variable(input));
  const auto dropout = Scalar(0.2);
  Variable y;
  if (fused) {
    y = ops::feed_forward(tape, v[0], weights_of(v), activation, dropout);
  } else {
    const Variable hidden = ops::linear(tape, v[0], v[1], v[2]);
    const Variable active = activation == Activation::relu ? ops::relu(tape, hidden) : ops::gelu(tape, hidden);
    y = ops::linear(tape, ops::dropout(tape, active, dropout), v[3], v[4]);
  }
  tape.backward(weighted_sum(tape, y));
  std::vector<Tensor> results{y.value().clone()};
  for (const Variable input : v) results.push_back(input.grad().clone());
  return results;
}

TEST(FeedForwardOp, AgreesWithElementaryOps) {
  for (const Activation activation : {Activation::relu, Activation::gelu}) {
    const std::vector<Tensor> fused = results_of(true, activation, 2);
    const std::vector<Tensor> composed = results_of(false, activation, 1);
    for (std::size_t i = 0; i < fused.size(); ++i) {
      for (std::int64_t j = 0; j < fused[i].size(); ++j) {
        const double size = std::max(1.0, std::abs(static_cast<double>(composed[i][j])));
        ASSERT_NEAR(fused[i][j], composed[i][j], (sizeof(Scalar) == 8 ? 1e-12 : 2e-5) * size)
            << "result " << i << ", element " << j;
      }
    }
  }
}

TEST(FeedForwardOp, ThreadsChangeNoBit) {
  const std::vector<Tensor> one = results_of(true, Activation::gelu, 1);
  for (const int threads : {2, 3}) {
    const std::vector<Tensor> several = results_of(true, Activation::gelu, threads);
    for (std::size_t i = 0; i < one.size(); ++i) EXPECT_TRUE(std::ranges::equal(one[i].span(), several[i].span())) << i;
  }
}

}  // namespace
}  // namespace elman::test
