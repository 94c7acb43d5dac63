// What the program says to people.
#pragma once

#include <fmt/core.h>

#include <cstdio>
#include <string>
#include <utility>

namespace elman::cli {

// On stderr. Never a reason to fail: a log on a full disk must not end a training. Values that strangers have written
// go through printable() first.
template <class... Values>
void talk(fmt::format_string<Values...> format, Values&&... values) {
  const std::string text = fmt::format(format, std::forward<Values>(values)...);
  std::fwrite(text.data(), 1, text.size(), stderr);
}

}  // namespace elman::cli
