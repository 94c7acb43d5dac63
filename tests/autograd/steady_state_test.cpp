#include <gtest/gtest.h>

#include "elman/optim/adam.h"
#include "elman/optim/clip.h"
#include "elman/optim/sgd.h"
#include "tests/support/allocations.h"
#include "tests/support/small_model.h"

namespace elman::test {
namespace {

// Allocations of three training steps after two of warming up.
std::int64_t allocations_of_training(kernels::Cell cell, int threads, bool adam_not_sgd) {
  const SmallModel model(cell, 20, 1);
  optim::Adam adam(model.parameters(), {});
  optim::SGD sgd(model.parameters(), {.momentum = 0.9});
  optim::Optimizer& optimizer = adam_not_sgd ? static_cast<optim::Optimizer&>(adam) : sgd;
  Tape tape({.threads = threads, .training = true, .seed = 1});
  std::int64_t before = 0;
  for (int step = 1; step <= 5; ++step) {
    if (step == 3) before = allocation_count();
    tape.reset(static_cast<std::uint64_t>(step));
    optimizer.zero_grad();
    tape.backward(model.loss(tape, step));
    optim::clip_gradient_norm(optimizer.parameters(), 1);
    optimizer.step(&tape.pool());
  }
  return allocation_count() - before;
}

TEST(SteadyState, TrainingAllocatesNothingAfterTwoSteps) {
  for (const kernels::Cell cell : all_cells) {
    for (const int threads : {1, 2}) {
      SCOPED_TRACE(testing::Message() << name_of(cell) << ", threads " << threads);
      EXPECT_EQ(allocations_of_training(cell, threads, true), 0);
      EXPECT_EQ(allocations_of_training(cell, threads, false), 0);
    }
  }
}

TEST(SteadyState, TheCountSeesAllocations) {
  const std::int64_t before = allocation_count();
  const Tensor tensor({3});
  EXPECT_GE(allocation_count(), before + 1);
}

}  // namespace
}  // namespace elman::test
