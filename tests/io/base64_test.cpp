#include "elman/io/base64.h"

#include <gtest/gtest.h>

#include "elman/error.h"
#include "tests/support/messages.h"
#include "tests/support/property.h"

namespace elman::test {
namespace {

using Strings = std::vector<std::string>;

TEST(Base64, IsThatOfTheStandard) {  // RFC 4648, section 10
  EXPECT_EQ(io::base64_lines(""), Strings{});
  EXPECT_EQ(io::base64_lines("f"), Strings{"Zg=="});
  EXPECT_EQ(io::base64_lines("fo"), Strings{"Zm8="});
  EXPECT_EQ(io::base64_lines("foo"), Strings{"Zm9v"});
  EXPECT_EQ(io::base64_lines("foobar"), Strings{"Zm9vYmFy"});
  EXPECT_EQ(io::base64_lines("\xFB\xFF\xFE"), Strings{"+//+"});
  EXPECT_EQ(io::base64_lines(std::string(91, 'f')), (Strings{io::base64_lines(std::string(90, 'f'))[0], "Zg=="}));
}

TEST(Base64, GivesTheBytesBack) {
  expect_property([] {
    const auto bytes = *rc::gen::scale(5, rc::gen::container<std::string>(rc::gen::arbitrary<char>()));
    RC_ASSERT(io::bytes_of_base64(io::base64_lines(bytes)) == bytes);
  });
}

TEST(Base64, RefusesOtherLines) {
  for (const Strings& lines : {Strings{"Zg="},
                               {"Zg"},
                               {"Z"},
                               {"Zh=="},
                               {"Zm9v", "Zm9v"},
                               {""},
                               {"Zm=v"},
                               {"Zm9\xFF"},
                               {"===="},
                               {"Zg==Zg=="}}) {
    EXPECT_TRUE(contains(message_of<DataError>([&] { io::bytes_of_base64(lines); }), "not base64")) << lines[0];
  }
}

}  // namespace
}  // namespace elman::test
