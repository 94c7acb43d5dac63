// The number of threads changes nothing but the time.
#include <gtest/gtest.h>

#include <algorithm>

#include "elman/autograd/ops.h"
#include "elman/optim/adam.h"
#include "elman/optim/clip.h"
#include "tests/support/gradient_check.h"
#include "tests/support/small_model.h"

namespace elman::test {
namespace {

// All parameters after some steps of training.
std::vector<Scalar> train(kernels::Cell cell, int hidden, int threads, int steps, std::uint64_t seed = 5) {
  const SmallModel model(cell, hidden, 1);
  optim::Adam adam(model.parameters(), {.learning_rate = 1e-2});
  Tape tape({.threads = threads, .training = true, .seed = seed});
  std::vector<Scalar> results;
  for (int step = 1; step <= steps; ++step) {
    tape.reset(static_cast<std::uint64_t>(step));
    const Variable loss = model.loss(tape, step);
    results.push_back(loss.value().item());
    adam.zero_grad();
    tape.backward(loss);
    const double norm = optim::gradient_norm(adam.parameters());
    adam.step(&tape.pool(), optim::clip_factor(norm, 0.5));
  }
  for (const NamedParameter& named : model.parameters()) {
    results.insert(results.end(), named.parameter.value().span().begin(), named.parameter.value().span().end());
  }
  return results;
}

TEST(Threads, TrainingGivesTheSameBitsWithOneTwoAndThree) {
  for (const kernels::Cell cell : all_cells) {
    SCOPED_TRACE(name_of(cell));
    const std::vector<Scalar> one = train(cell, 24, 1, 4);
    EXPECT_EQ(one, train(cell, 24, 2, 4));
    EXPECT_EQ(one, train(cell, 24, 3, 4));
  }
}

TEST(Threads, LayersLargeEnoughToShareGiveTheSameBits) {
  const std::vector<Scalar> one = train(kernels::Cell::lstm, 200, 1, 2);
  EXPECT_EQ(one, train(kernels::Cell::lstm, 200, 2, 2));
  EXPECT_EQ(one, train(kernels::Cell::lstm, 200, 3, 2));
}

TEST(Threads, AnotherSeedGivesOtherBits) {
  EXPECT_NE(train(kernels::Cell::gru, 24, 1, 2, 5), train(kernels::Cell::gru, 24, 1, 2, 6));
}

TEST(Threads, TrainingReducesTheLoss) {
  const SmallModel model(kernels::Cell::lstm, 24, 1);
  optim::Adam adam(model.parameters(), {.learning_rate = 1e-2});
  Tape tape;
  Scalar first = 0;
  Scalar last = 0;
  for (int step = 0; step < 60; ++step) {
    tape.reset();
    const Variable loss = model.loss(tape, 1);
    last = loss.value().item();
    if (step == 0) first = last;
    adam.zero_grad();
    tape.backward(loss);
    adam.step();
  }
  EXPECT_LT(last, first / 2);
}

}  // namespace
}  // namespace elman::test
