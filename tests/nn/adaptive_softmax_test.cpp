#include "elman/nn/adaptive_softmax.h"

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "elman/error.h"
#include "tests/support/comparison.h"
#include "tests/support/gradient_check.h"
#include "tests/support/messages.h"
#include "tests/support/parameter_check.h"

namespace elman::test {
namespace {

using Ids = std::vector<std::int32_t>;

TEST(AdaptiveSoftmax, AgreesWithPyTorch) {
  for (const ReferenceCase& c : reference_cases("adaptive_softmax")) {
    SCOPED_TRACE(c.name);
    nn::AdaptiveSoftmax module(c.get<int>("inputs"), c.get<int>("classes"), c.get<std::vector<std::int64_t>>("cutoffs"),
                               nn::Initializer::zeros());
    Comparison comparison(c, module);
    const auto targets = c.get<Ids>("targets");
    const Variable x = comparison.input("x");
    expect_near(module.log_probabilities(comparison.tape, x).value(), c.tensor("log_probabilities"), "all classes");
    std::vector<float> found(targets.size());
    module.log_probabilities_of(comparison.tape, x, targets, found);
    const Tensor expected = c.tensor("of_targets");
    for (std::size_t row = 0; row < found.size(); ++row) {
      EXPECT_NEAR(static_cast<double>(found[row]), static_cast<double>(expected[static_cast<std::int64_t>(row)]), 2e-5);
    }
    comparison.loss.add("loss", module.loss(comparison.tape, x, targets));
    comparison.expect_gradients();
  }
}

TEST(AdaptiveSoftmax, GradientsAreTheSlopesOfTheLoss) {
  Random random(1);
  nn::AdaptiveSoftmax module(20, 13, {4, 9}, random);
  const Tensor x = random_tensor({6, 20}, 2);
  for (const Ids& targets : {Ids{3, 4, 12, 0, 9, 8}, Ids{0, 1, 2, 3, 0, 1}, Ids{12, 12, 11, 9, 10, 9}}) {
    for (const Scalar smoothing : {Scalar(0), Scalar(0.2)}) {
      check_parameter_gradients(module,
                                [&](Tape& tape) { return module.loss(tape, tape.constant(x), targets, smoothing); });
      check_gradients(
          [&](Tape& tape, std::span<const Variable> inputs) {
            return module.loss(tape, inputs[0], targets, smoothing);
          },
          {x});
    }
  }
}

TEST(AdaptiveSoftmax, ProbabilitiesSumToOneAndAreThoseOfTheLoss) {
  Random random(3);
  nn::AdaptiveSoftmax module(64, 40, {5, 12, 30}, random);
  Tape tape({.record = false});
  const Variable x = tape.constant(random_tensor({40, 64}, 4));
  const Variable all = module.log_probabilities(tape, x);
  Ids targets(40);
  double nats = 0;
  for (std::int32_t row = 0; row < 40; ++row) {
    targets[static_cast<std::size_t>(row)] = row;
    double sum = 0;
    for (std::int64_t j = 0; j < 40; ++j) sum += std::exp(static_cast<double>(all.data()[row * 40 + j]));
    EXPECT_NEAR(sum, 1, 1e-5);
    nats -= static_cast<double>(all.data()[row * 40 + row]) / 40;
  }
  EXPECT_NEAR(static_cast<double>(module.loss(tape, x, targets).value()[0]), nats, 1e-5);
}

TEST(AdaptiveSoftmax, SaysWhatCannotBe) {
  const auto make = [](std::vector<std::int64_t> cutoffs) {
    return nn::AdaptiveSoftmax(16, 10, std::move(cutoffs), nn::Initializer::zeros());
  };
  for (const std::vector<std::int64_t>& wrong :
       {std::vector<std::int64_t>{0}, {10}, {4, 4}, {5, 4}, {-3}, {2, 11}, {1, 2, 3}}) {
    EXPECT_THROW(make(wrong), UsageError);
  }
  const nn::AdaptiveSoftmax module(16, 10, {4}, nn::Initializer::zeros());
  Tape tape;
  const Variable x = tape.constant(random_tensor({1, 16}, 1));
  for (const std::int32_t wrong : {-1, 10}) {
    EXPECT_EQ(message_of<UsageError>([&] { module.loss(tape, x, Ids{wrong}); }),
              "adaptive softmax: a target is " + std::to_string(wrong) + ", expected 0 to 9");
  }
}

}  // namespace
}  // namespace elman::test
