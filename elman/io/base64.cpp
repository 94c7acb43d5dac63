#include "elman/io/base64.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "elman/error.h"

namespace elman::io {
namespace {

constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::size_t bytes_of_line = 90;

}  // namespace

std::vector<std::string> base64_lines(std::string_view bytes) {
  std::vector<std::string> lines;
  for (std::size_t begin = 0; begin < bytes.size(); begin += 3) {
    if (begin % bytes_of_line == 0) lines.emplace_back();
    const std::string_view group = bytes.substr(begin, 3);
    std::uint32_t bits = 0;
    for (std::size_t i = 0; i < 3; ++i)
      bits = bits << 8 | (i < group.size() ? static_cast<unsigned char>(group[i]) : 0);
    for (std::size_t i = 0; i < 4; ++i) lines.back() += i <= group.size() ? digits[bits >> (18 - 6 * i) & 63] : '=';
  }
  return lines;
}

std::string bytes_of_base64(std::span<const std::string> lines) {
  std::string bytes;
  for (const std::string& line : lines) {
    const std::size_t last = std::min(line.find('='), line.size());
    std::uint32_t bits = 0;
    for (std::size_t i = 0; i < last; ++i) {
      bits = bits << 6 | static_cast<std::uint32_t>(digits.find(line[i]) & 63);
      if (i % 4 != 0) bytes += static_cast<char>(bits >> (6 - 2 * (i % 4)) & 0xFF);
    }
  }
  // Whatever was none of it, or another spelling, is another text when it is written again.
  const std::vector<std::string> again = base64_lines(bytes);
  if (!std::equal(again.begin(), again.end(), lines.begin(), lines.end())) {
    throw DataError("found lines that are not base64, expected lines of 120 of its characters");
  }
  return bytes;
}

}  // namespace elman::io
