// Names of bytes, as symbols: "<0xC3>".
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace elman::text {

std::string byte_name(unsigned char byte);
// The byte that a symbol names, or -1.
int byte_of_name(std::string_view symbol);
// Every byte that a line of UTF-8 can have.
std::vector<unsigned char> bytes_of_lines();

}  // namespace elman::text
