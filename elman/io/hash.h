// SHA-256 (FIPS 180-4), to identify the data that a model was trained on.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "elman/system/file.h"

namespace elman::io {

class Sha256 {
 public:
  void update(std::span<const std::byte> bytes);
  void update(std::string_view bytes) { update(std::as_bytes(std::span(bytes))); }
  // 64 lowercase hexadecimal digits. Call it once, at the end.
  std::string finish();

 private:
  void compress(const std::byte* block);

  std::array<std::uint32_t, 8> state_{0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                      0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  std::array<std::byte, 64> block_{};
  std::uint64_t length_ = 0;  // in bytes
};

std::string sha256(std::string_view bytes);
// Of the whole file, read in blocks. Throws IoError.
std::string sha256(const system::File& file);

}  // namespace elman::io
