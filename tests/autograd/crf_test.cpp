#include "elman/autograd/crf.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>

#include "elman/autograd/elementwise.h"
#include "elman/error.h"
#include "elman/random.h"
#include "tests/support/allocations.h"
#include "tests/support/gradient_check.h"
#include "tests/support/sequences.h"

namespace elman::test {
namespace {

using ops::Reduction;

constexpr int tags = 5;

std::vector<std::int32_t> random_tags(int rows, std::uint64_t seed) {
  Random random(seed);
  std::vector<std::int32_t> ids(static_cast<std::size_t>(rows));
  for (std::int32_t& id : ids) id = static_cast<std::int32_t>(random.below(tags));
  return ids;
}

struct Weights {
  Tensor transitions = random_tensor({tags, tags}, 1);
  Tensor start = random_tensor({tags}, 2);
  Tensor end = random_tensor({tags}, 3);
};

TEST(CrfLoss, HasItsGradient) {
  const Weights w;
  for (const bool padded : {false, true}) {
    const Sequences sequences({6, 4, 4, 1, 1}, padded);
    const std::vector<std::int32_t> target = random_tags(sequences.rows(), 4);
    for (const Reduction reduction : {Reduction::sum, Reduction::mean}) {
      check_gradients(
          [&](Tape& t, auto v) {
            const Variable loss = ops::crf_loss(t, v[0], {v[1], v[2], v[3]}, target, sequences.steps(), reduction);
            return ops::multiply(t, loss, loss);
          },
          {random_tensor({sequences.rows(), tags}, 5, -2, 2), w.transitions, w.start, w.end});
    }
  }
}

struct Result {
  Scalar loss;
  Tensor d_emissions;
};

Result run(const Sequences& sequences, const Tensor& emissions, const std::vector<std::int32_t>& target,
           Reduction reduction) {
  const Weights w;
  Tape tape;
  const Variable e = tape.variable(emissions);
  const Variable loss =
      ops::crf_loss(tape, e, {tape.constant(w.transitions), tape.constant(w.start), tape.constant(w.end)}, target,
                    sequences.steps(), reduction);
  tape.backward(loss);
  return {loss.value().item(), e.grad().clone()};
}

TEST(CrfLoss, WithoutTransitionsIsTheCrossEntropyOfEachSymbol) {
  const Sequences sequences({4, 2, 1}, false);
  const std::vector<std::int32_t> target = random_tags(sequences.rows(), 1);
  Tape tape;
  const Variable emissions = tape.variable(random_tensor({sequences.rows(), tags}, 2, -3, 3));
  const Variable zeros = tape.constant(Tensor({tags}));
  const Variable loss =
      ops::crf_loss(tape, emissions, {tape.constant(Tensor({tags, tags})), zeros, zeros}, target, sequences.steps());
  EXPECT_NEAR(loss.value().item(), ops::cross_entropy(tape, emissions, target).value().item(), 1e-6);
}

TEST(CrfLoss, ASequenceIsTheSameAloneAndInABatch) {
  const std::vector<std::int32_t> lengths{7, 5, 5, 1};
  const Sequences batch(lengths, false);
  const Tensor emissions = random_tensor({batch.rows(), tags}, 6);
  const std::vector<std::int32_t> target = random_tags(batch.rows(), 7);
  const Result together = run(batch, emissions, target, Reduction::sum);
  Scalar sum = 0;
  for (int item = 0; item < batch.batch(); ++item) {
    const Sequences alone({lengths[static_cast<std::size_t>(item)]}, false);
    std::vector<std::int32_t> wanted;
    for (int t = 0; t < alone.rows(); ++t) wanted.push_back(target[static_cast<std::size_t>(batch.row(t, item))]);
    const Result single = run(alone, batch.item_rows(emissions, item), wanted, Reduction::sum);
    EXPECT_TRUE(std::ranges::equal(batch.item_rows(together.d_emissions, item).span(), single.d_emissions.span()))
        << "item " << item;
    sum += single.loss;
  }
  EXPECT_NEAR(together.loss, sum, 1e-5);
}

TEST(CrfLoss, PaddingChangesNothing) {
  const Sequences compact({5, 3, 1}, false);
  const Sequences padded({5, 3, 1}, true);
  const Tensor emissions = random_tensor({compact.rows(), tags}, 8);
  const std::vector<std::int32_t> target = random_tags(compact.rows(), 9);
  std::vector<std::int32_t> padded_target(static_cast<std::size_t>(padded.rows()), -100);
  for (int item = 0; item < 3; ++item) {
    for (int t = 0; t < compact.lengths()[static_cast<std::size_t>(item)]; ++t) {
      padded_target[static_cast<std::size_t>(padded.row(t, item))] =
          target[static_cast<std::size_t>(compact.row(t, item))];
    }
  }
  for (const Reduction reduction : {Reduction::sum, Reduction::mean}) {
    const Result a = run(compact, emissions, target, reduction);
    const Result b = run(padded, padded.rows_from(compact, emissions, std::numeric_limits<Scalar>::quiet_NaN()),
                         padded_target, reduction);
    EXPECT_EQ(a.loss, b.loss);
    EXPECT_TRUE(std::ranges::equal(padded.rows_from(compact, a.d_emissions, 0).span(), b.d_emissions.span()));
  }
}

TEST(CrfLoss, AStepOfASizeAlreadySeenAllocatesNothing) {
  const Sequences sequences({6, 4, 1}, false);
  const std::vector<std::int32_t> target = random_tags(sequences.rows(), 1);
  const Tensor emissions = random_tensor({sequences.rows(), tags}, 2);
  const Weights w;
  for (const int threads : {1, 2}) {
    Tape tape({.threads = threads});
    std::int64_t before = 0;
    for (int step = 0; step < 4; ++step) {
      if (step == 2) before = allocation_count();
      tape.reset();
      tape.backward(ops::crf_loss(tape, tape.variable(emissions),
                                  {tape.variable(w.transitions), tape.variable(w.start), tape.variable(w.end)}, target,
                                  sequences.steps()));
    }
    EXPECT_EQ(allocation_count(), before);
  }
}

TEST(CrfLoss, RefusesTargetsThatAreNoTags) {
  const Sequences sequences({2, 1}, false);
  const Tensor emissions = random_tensor({3, tags}, 1);
  EXPECT_THROW(run(sequences, emissions, {0, 1, tags}, Reduction::sum), UsageError);
  EXPECT_THROW(run(sequences, emissions, {0, -1, 2}, Reduction::sum), UsageError);
  EXPECT_THROW(run(sequences, emissions, {0, 1}, Reduction::sum), UsageError);
  EXPECT_THROW(run(sequences, random_tensor({2, tags}, 1), {0, 1}, Reduction::sum), UsageError);
}

}  // namespace
}  // namespace elman::test
