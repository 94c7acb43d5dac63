// Properties: what holds for every input, tried on many random ones (rapidcheck finds the smallest that fails).
#pragma once

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <cstdint>
#include <cstdlib>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "tests/text/random_text.h"

namespace elman::test {

// Calls `property` with random arguments, a thousand times. It fails if RC_ASSERT does or if it throws. The cases are
// the same in every run; RC_PARAMS="seed=7 max_success=100000" tries others.
template <class Property>
void expect_property(Property&& property) {
  rc::detail::TestParams params = rc::detail::configuration().testParams;
  if (std::getenv("RC_PARAMS") == nullptr) {
    params.seed = 1;
    params.maxSuccess = 1000;
  }
  const auto result = rc::detail::checkTestable(std::forward<Property>(property), rc::detail::TestMetadata(), params);
  std::ostringstream told;
  rc::detail::printResultMessage(result, told);
  EXPECT_TRUE(result.template is<rc::detail::SuccessResult>()) << told.str();
}

// Words over a small alphabet, so that they share symbols; none is empty.
inline rc::Gen<std::string> any_word() {
  return rc::gen::nonEmpty(rc::gen::container<std::string>(rc::gen::inRange('a', 'f')));
}

// Any text of Unicode scalar values, as UTF-8.
inline rc::Gen<std::string> any_text() {
  return rc::gen::map(rc::gen::container<std::vector<int>>(rc::gen::oneOf(
                          rc::gen::inRange(0x20, 0x7F), rc::gen::inRange(0xA0, 0x370), rc::gen::inRange(0x1100, 0x1200),
                          rc::gen::inRange(0x1F1E6, 0x1F200), rc::gen::inRange(0xE000, 0x110000))),
                      [](const std::vector<int>& scalars) {
                        std::string text;
                        for (const int scalar : scalars) text::append_utf8(static_cast<std::uint32_t>(scalar), text);
                        return text;
                      });
}

}  // namespace elman::test
