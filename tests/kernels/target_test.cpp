#include "elman/kernels/target.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <vector>

#include "elman/kernels/gemm.h"

namespace elman::kernels {
namespace {

TEST(Target, ScalarIsAlwaysAvailableAndComesLast) {
  const std::vector<std::string> targets = available_targets();
  ASSERT_FALSE(targets.empty());
  EXPECT_EQ(targets.back(), "scalar");
}

TEST(Target, IsTheBestOneUnlessTheEnvironmentNamesAnother) {
  const char* wanted = std::getenv("ELMAN_TARGET");
  EXPECT_EQ(target_name(), wanted != nullptr ? wanted : available_targets().front());
}

TEST(Target, KernelsRunOnTheOneInUse) {
  const std::string before = target_name();
  std::vector<int> widths;
  for (const std::string& target : available_targets()) {
    use_target(target);
    EXPECT_EQ(target_name(), target);
    widths.push_back(lanes());
  }
  use_target(before);
  EXPECT_EQ(widths.back(), 1);
  EXPECT_TRUE(std::is_sorted(widths.rbegin(), widths.rend()));
}

TEST(Target, RefusesANameThatIsNotAvailableAndListsThoseThatAre) {
  const std::string before = target_name();
  try {
    use_target("abacus");
    FAIL() << "an unknown target was accepted";
  } catch (const std::invalid_argument& error) {
    const std::string message = error.what();
    EXPECT_NE(message.find("abacus"), std::string::npos);
    EXPECT_NE(message.find("scalar"), std::string::npos);
  }
  EXPECT_EQ(target_name(), before);
}

TEST(TargetDeathTest, AnUnknownNameInTheEnvironmentIsRefusedAtTheFirstKernelCall) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");  // a fresh process: this one has chosen already
  const auto first_call = [] {
    setenv("ELMAN_TARGET", "abacus", 1);
    try {
      lanes();
    } catch (const std::invalid_argument& error) {
      std::fputs(error.what(), stderr);
      std::exit(3);
    }
    std::exit(0);
  };
  EXPECT_EXIT(first_call(), ::testing::ExitedWithCode(3), "ELMAN_TARGET.*abacus");
}

}  // namespace
}  // namespace elman::kernels
