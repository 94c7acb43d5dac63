// Random Unicode text that favours what is hard: marks, Hangul, emoji, what composes and what does not.
#pragma once

#include <cstdint>
#include <random>
#include <string>

namespace elman::text {

inline void append_utf8(std::uint32_t scalar, std::string& text) {
  const auto byte = [&](std::uint32_t value) { text += static_cast<char>(value); };
  if (scalar < 0x80) {
    byte(scalar);
  } else if (scalar < 0x800) {
    byte(0xC0 | (scalar >> 6));
    byte(0x80 | (scalar & 0x3F));
  } else if (scalar < 0x10000) {
    byte(0xE0 | (scalar >> 12));
    byte(0x80 | ((scalar >> 6) & 0x3F));
    byte(0x80 | (scalar & 0x3F));
  } else {
    byte(0xF0 | (scalar >> 18));
    byte(0x80 | ((scalar >> 12) & 0x3F));
    byte(0x80 | ((scalar >> 6) & 0x3F));
    byte(0x80 | (scalar & 0x3F));
  }
}

inline std::uint32_t random_scalar(std::mt19937_64& random) {
  struct Block {
    std::uint32_t first, last;
  };
  static constexpr Block blocks[] = {{0x20, 0x7E},       {0xA0, 0x24F},      {0x250, 0x2FF},     {0x300, 0x36F},
                                     {0x370, 0x4FF},     {0x590, 0x6FF},     {0x900, 0x97F},     {0x1100, 0x11FF},
                                     {0x1E00, 0x1FFF},   {0x200B, 0x200D},   {0xAC00, 0xD7A3},   {0xF900, 0xFAFF},
                                     {0x1D15E, 0x1D164}, {0x1F1E6, 0x1F1FF}, {0x1F300, 0x1F64F}, {0x10000, 0x10FFFF}};
  const Block& block = blocks[random() % std::size(blocks)];
  return block.first + static_cast<std::uint32_t>(random() % (block.last - block.first + 1));
}

inline std::string random_text(std::mt19937_64& random, std::size_t most_scalars) {
  std::string text;
  for (std::size_t left = random() % (most_scalars + 1); left > 0; --left) append_utf8(random_scalar(random), text);
  return text;
}

}  // namespace elman::text
