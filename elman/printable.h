// Text that strangers may have written (data, models, configurations), made safe to show on a terminal or in a log.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace elman {

// One line of UTF-8. What controls a terminal, breaks a line or turns the direction of writing is shown as \n, \t,
// \x1B or \u202E, and so is a byte that is not UTF-8. A text of more than most_bytes is cut in its middle: "a ... z".
std::string printable(std::string_view text, std::size_t most_bytes = 200);

// In a message: in quotes, and short.
std::string in_quotes(std::string_view text);

// Of a whole message.
constexpr std::size_t longest_message = 1600;  // bytes

// Such characters in JSON as \u202E: its writers escape only those that JSON forbids. Line breaks stay.
std::string printable_json(std::string_view json);

}  // namespace elman
