#include "elman/nn/crf.h"

#include <gtest/gtest.h>

#include "elman/optim/adam.h"
#include "tests/support/sequences.h"

namespace elman::nn {
namespace {

TEST(LinearChainCrf, NamesItsParameters) {
  const LinearChainCrf crf(4, Initializer::shapes_only());
  const std::vector<NamedParameter> parameters = crf.parameters();
  ASSERT_EQ(parameters.size(), 3U);
  EXPECT_EQ(parameters[0].name, "start_transitions");
  EXPECT_EQ(parameters[1].name, "end_transitions");
  EXPECT_EQ(parameters[2].name, "transitions");
  EXPECT_EQ(parameters[2].parameter.shape(), (Shape{4, 4}));
}

TEST(LinearChainCrf, LearnsWhichTagsFollowEachOther) {
  // The emissions say nothing; tags take turns and begin with 0.
  const test::Sequences sequences({6, 5, 2}, false);
  std::vector<std::int32_t> target;
  for (int t = 0; t < sequences.count(); ++t) target.resize(target.size() + sequences.steps().alive[t], t % 2);
  Random random(1);
  const LinearChainCrf crf(2, random);
  optim::Adam adam(crf.parameters(), {.learning_rate = 0.3});
  Tape tape;
  Scalar loss = 0;
  for (int step = 0; step < 50; ++step) {
    tape.reset();
    const Variable emissions = tape.constant(Tensor({sequences.rows(), 2}));
    const Variable mean = crf.loss(tape, emissions, target, sequences.steps());
    loss = mean.value().item();
    adam.zero_grad();
    tape.backward(mean);
    adam.step();
  }
  EXPECT_LT(loss, 0.01);
  EXPECT_GT(crf.transitions.value()[1], crf.transitions.value()[0]);
  EXPECT_GT(crf.start_transitions.value()[0], crf.start_transitions.value()[1]);
}

}  // namespace
}  // namespace elman::nn
