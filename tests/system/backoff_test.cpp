#include "elman/system/backoff.h"

#include <gtest/gtest.h>

#include <chrono>

namespace elman::system {
namespace {

// With a clock of the test's own.
class BackoffTest : public testing::Test {
 protected:
  bool may_rely(bool late) {
    return backoff_.may_rely(late, [this] { return now_; });
  }
  // The time from being late until they are relied on again.
  Backoff::Duration pause() {
    EXPECT_FALSE(may_rely(true));
    const Backoff::Duration begin = now_;
    while (!may_rely(false)) now_ += std::chrono::microseconds(100);
    return now_ - begin;
  }

  Backoff backoff_;
  Backoff::Duration now_{12'345};
};

TEST_F(BackoffTest, DoublesThePauseEachTimeUpToABound) {
  EXPECT_TRUE(may_rely(false));
  for (Backoff::Duration expected = Backoff::shortest; expected <= Backoff::longest; expected *= 2) {
    EXPECT_EQ(pause(), expected);
  }
  EXPECT_EQ(pause(), Backoff::longest);
}

TEST_F(BackoffTest, HalvesThePauseAfterALongTimeWithoutDelay) {
  for (int i = 0; i < 4; ++i) pause();  // 16 ms
  for (const int milliseconds : {8, 4, 2, 2}) {
    now_ += Backoff::much_longer * 2 * std::chrono::milliseconds(milliseconds);
    EXPECT_TRUE(may_rely(false));
    EXPECT_EQ(pause(), std::chrono::milliseconds(milliseconds));
  }
}

TEST_F(BackoffTest, PausesBrieflyIfDelaysAreRare) {
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(pause(), Backoff::shortest);
    now_ += std::chrono::milliseconds(50);
  }
}

}  // namespace
}  // namespace elman::system
