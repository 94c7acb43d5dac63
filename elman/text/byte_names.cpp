#include "elman/text/byte_names.h"

#include <cstdio>

namespace elman::text {

std::string byte_name(unsigned char byte) {
  char name[8];
  std::snprintf(name, sizeof name, "<0x%02X>", byte);
  return name;
}

int byte_of_name(std::string_view symbol) {
  if (symbol.size() != 6 || !symbol.starts_with("<0x") || symbol.back() != '>') return -1;
  int byte = 0;
  for (const char c : symbol.substr(3, 2)) {
    const bool digit = c >= '0' && c <= '9';
    if (!digit && (c < 'A' || c > 'F')) return -1;
    byte = 16 * byte + (digit ? c - '0' : c - 'A' + 10);
  }
  return byte;
}

std::vector<unsigned char> bytes_of_lines() {
  std::vector<unsigned char> bytes;
  for (int byte = 1; byte <= 0xF4; ++byte) {
    const bool in_utf8 = byte != 0xC0 && byte != 0xC1;  // which would only begin overlong forms
    if (byte != '\n' && in_utf8) bytes.push_back(static_cast<unsigned char>(byte));
  }
  return bytes;
}

}  // namespace elman::text
