// Philox4x32-10, the counter-based random number generator of Salmon, Moraes, Dror & Shaw, "Parallel random numbers: as
// easy as 1, 2, 3" (SC 2011): a bijection of 128-bit counters under a 64-bit key. No state: any block can be
// computed directly.
#pragma once

#include <array>
#include <cstdint>

namespace elman {

// What the rounds multiply the counter by and add to the key.
struct PhiloxConstants {
  static constexpr std::uint32_t multiplier0 = 0xD2511F53;
  static constexpr std::uint32_t multiplier1 = 0xCD9E8D57;
  static constexpr std::uint32_t increment0 = 0x9E3779B9;
  static constexpr std::uint32_t increment1 = 0xBB67AE85;
  static constexpr int rounds = 10;
};

using PhiloxCounter = std::array<std::uint32_t, 4>;
using PhiloxKey = std::array<std::uint32_t, 2>;

// The four random words of a counter.
constexpr PhiloxCounter philox(PhiloxCounter counter, PhiloxKey key) {
  using C = PhiloxConstants;
  for (int round = 0; round < C::rounds; ++round) {
    const std::uint64_t product0 = std::uint64_t{C::multiplier0} * counter[0];
    const std::uint64_t product1 = std::uint64_t{C::multiplier1} * counter[2];
    counter = {static_cast<std::uint32_t>(product1 >> 32) ^ counter[1] ^ key[0], static_cast<std::uint32_t>(product1),
               static_cast<std::uint32_t>(product0 >> 32) ^ counter[3] ^ key[1], static_cast<std::uint32_t>(product0)};
    key[0] += C::increment0;
    key[1] += C::increment1;
  }
  return counter;
}

// The four words of block `block` of the stream `key`.
constexpr PhiloxCounter philox(std::uint64_t block, std::uint64_t key) {
  return philox(PhiloxCounter{static_cast<std::uint32_t>(block), static_cast<std::uint32_t>(block >> 32), 0, 0},
                PhiloxKey{static_cast<std::uint32_t>(key), static_cast<std::uint32_t>(key >> 32)});
}

}  // namespace elman
