#include "elman/version.h"

#include <gtest/gtest.h>

#include <string>

namespace elman::test {
namespace {

TEST(Version, OfTheHeaderIsThatOfTheLibrary) {
  EXPECT_STREQ(version(), ELMAN_VERSION_STRING);
  EXPECT_EQ(std::string(ELMAN_VERSION_STRING), std::to_string(ELMAN_VERSION_MAJOR) + "." +
                                                   std::to_string(ELMAN_VERSION_MINOR) + "." +
                                                   std::to_string(ELMAN_VERSION_PATCH));
}

}  // namespace
}  // namespace elman::test
