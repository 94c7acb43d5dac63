#include "elman/optim/schedule.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "elman/error.h"

namespace elman::test {
namespace {

TEST(Schedule, ConstantNeverChanges) {
  optim::ConstantSchedule schedule(0.25);
  schedule.report(3);
  EXPECT_EQ(schedule.learning_rate(1), 0.25);
  EXPECT_EQ(schedule.learning_rate(100000), 0.25);
}

TEST(Schedule, InverseSqrtGrowsToItsPeakAndFalls) {
  const optim::InverseSqrtSchedule schedule({.peak_learning_rate = 2, .warmup_steps = 100});
  EXPECT_DOUBLE_EQ(schedule.learning_rate(1), 0.02);
  EXPECT_DOUBLE_EQ(schedule.learning_rate(50), 1);
  EXPECT_DOUBLE_EQ(schedule.learning_rate(100), 2);
  EXPECT_DOUBLE_EQ(schedule.learning_rate(400), 1);
  EXPECT_THROW(optim::InverseSqrtSchedule({.warmup_steps = 0}), UsageError);
}

TEST(Schedule, CosineGrowsToItsPeakAndFallsToZeroBehindTheLastStep) {
  const optim::CosineSchedule schedule({.peak_learning_rate = 2, .warmup_steps = 100, .total_steps = 299});
  EXPECT_DOUBLE_EQ(schedule.learning_rate(1), 0.02);
  EXPECT_DOUBLE_EQ(schedule.learning_rate(100), 2);
  EXPECT_DOUBLE_EQ(schedule.learning_rate(200), 1);
  EXPECT_GT(schedule.learning_rate(299), 0);
  EXPECT_LT(schedule.learning_rate(299), 0.001);
  EXPECT_EQ(schedule.learning_rate(300), 0);
  EXPECT_THROW(optim::CosineSchedule({.warmup_steps = 0}), UsageError);
  EXPECT_THROW(optim::CosineSchedule({.total_steps = 0}), UsageError);
}

TEST(Schedule, CosineThatEndsInItsWarmUpStillGrows) {
  const optim::CosineSchedule schedule({.peak_learning_rate = 2, .warmup_steps = 100, .total_steps = 50});
  EXPECT_DOUBLE_EQ(schedule.learning_rate(50), 1);
  EXPECT_DOUBLE_EQ(schedule.learning_rate(100), 2);
  EXPECT_EQ(schedule.learning_rate(101), 0);
}

TEST(Schedule, TrapezoidalGrowsStaysAndFallsToZeroBehindTheLastStep) {
  const optim::TrapezoidalSchedule schedule(
      {.learning_rate = 2, .warmup_steps = 10, .total_steps = 100, .decay_share = 0.25});
  EXPECT_DOUBLE_EQ(schedule.learning_rate(1), 0.2);
  EXPECT_DOUBLE_EQ(schedule.learning_rate(10), 2);
  EXPECT_DOUBLE_EQ(schedule.learning_rate(75), 2);
  EXPECT_DOUBLE_EQ(schedule.learning_rate(76), 2 * (1 - std::sqrt(1.0 / 26)));
  EXPECT_DOUBLE_EQ(schedule.learning_rate(100), 2 * (1 - std::sqrt(25.0 / 26)));
  EXPECT_EQ(schedule.learning_rate(101), 0);
  EXPECT_THROW(optim::TrapezoidalSchedule({.warmup_steps = 0}), UsageError);
  EXPECT_THROW(optim::TrapezoidalSchedule({.decay_share = 0}), UsageError);
}

TEST(Schedule, TrapezoidalLearnsOfItsEndOnTheWay) {
  optim::TrapezoidalSchedule open({.learning_rate = 2, .warmup_steps = 1, .decay_share = 0.25});
  EXPECT_DOUBLE_EQ(open.learning_rate(1'000'000), 2);
  EXPECT_EQ(open.state(), std::vector<double>{0});
  EXPECT_THROW(open.end_at(100, 76), UsageError);  // too late
  open.end_at(100, 75);
  const optim::TrapezoidalSchedule closed(
      {.learning_rate = 2, .warmup_steps = 1, .total_steps = 100, .decay_share = 0.25});
  for (std::int64_t step = 1; step <= 101; ++step) EXPECT_EQ(open.learning_rate(step), closed.learning_rate(step));
  EXPECT_THROW(open.end_at(100, 75), UsageError);  // known already
  optim::TrapezoidalSchedule restored({.learning_rate = 2, .warmup_steps = 1, .decay_share = 0.25});
  restored.restore(open.state());
  EXPECT_EQ(restored.learning_rate(90), open.learning_rate(90));
  for (const std::vector<double>& bad : {std::vector<double>{}, {1.5}, {-1}, {99, 1}}) {
    EXPECT_THROW(restored.restore(bad), UsageError);
  }
}

// The total that is found is one whose fall begins right after the steps, and the smallest.
TEST(Schedule, TrapezoidalFindsTheTotalWhoseFallBeginsNow) {
  for (const double share : {0.1, 0.25, 0.4, 0.5, 0.9}) {
    for (std::int64_t steps = 1; steps < 300; ++steps) {
      const std::int64_t total = optim::TrapezoidalSchedule::total_if_decay_follows(steps, share);
      optim::TrapezoidalSchedule open({.warmup_steps = 1, .decay_share = share});
      EXPECT_NO_THROW(open.end_at(total, steps));
      EXPECT_EQ(open.learning_rate(steps), 1e-3);
      optim::TrapezoidalSchedule shorter({.warmup_steps = 1, .decay_share = share});
      EXPECT_THROW(shorter.end_at(total - 1, steps), UsageError) << share << " " << steps;
    }
  }
}

TEST(Schedule, PlateauReducesWhenPatienceIsOver) {
  optim::PlateauSchedule schedule({.learning_rate = 1, .factor = 0.5, .patience = 2});
  schedule.report(10);
  for (const double score : {11.0, 10.0}) {
    schedule.report(score);
    EXPECT_EQ(schedule.learning_rate(1), 1);
  }
  schedule.report(12);
  EXPECT_EQ(schedule.learning_rate(1), 0.5);
}

TEST(Schedule, PlateauWaitsAsLongAsOtherScoresImproveBesideAnEqualOne) {
  optim::PlateauSchedule schedule({.learning_rate = 1, .factor = 0.5, .patience = 1});
  for (int epoch = 0; epoch < 5; ++epoch) schedule.report(100, true);
  EXPECT_EQ(schedule.learning_rate(1), 1);
  schedule.report(101, true);
  schedule.report(101, true);
  EXPECT_EQ(schedule.learning_rate(1), 0.5) << "a worse score is not an equal one";
}

TEST(Schedule, PlateauDoesNotTakeNaNForBetter) {
  optim::PlateauSchedule schedule({.learning_rate = 1, .factor = 0.5, .patience = 0});
  schedule.report(std::numeric_limits<double>::quiet_NaN());
  EXPECT_EQ(schedule.learning_rate(1), 0.5);
}

TEST(Schedule, PlateauContinuesFromItsState) {
  const optim::PlateauOptions options{.learning_rate = 1, .factor = 0.5, .patience = 1, .cooldown = 2};
  const std::array scores{5.0, 6.0, 6.0, 4.0, 6.0, 6.0, 6.0, 6.0, 6.0, 6.0};
  for (std::size_t pause = 0; pause < scores.size(); ++pause) {
    optim::PlateauSchedule whole(options);
    optim::PlateauSchedule resumed(options);
    for (std::size_t i = 0; i < scores.size(); ++i) {
      if (i == pause) resumed.restore(whole.state());
      whole.report(scores[i]);
      if (i >= pause) resumed.report(scores[i]);
    }
    EXPECT_EQ(whole.state(), resumed.state()) << "paused after " << pause;
    EXPECT_LT(whole.learning_rate(1), 1);
  }
}

TEST(Schedule, RefusesTheStateOfAnother) {
  optim::PlateauSchedule plateau({});
  EXPECT_THROW(plateau.restore({}), UsageError);
  optim::ConstantSchedule constant(1);
  EXPECT_THROW(constant.restore(plateau.state()), UsageError);
  EXPECT_THROW(optim::PlateauSchedule({.factor = 1}), UsageError);
}

}  // namespace
}  // namespace elman::test
