// Numbers that Elman and its peers make alike (peers/worker.py is the twin), so that all do the same work on the same
// data and their results can be compared.
#pragma once

#include <cstddef>
#include <cstdint>

namespace elman::benchmarks {

// What each array is made of.
enum class Seed : std::uint32_t { x = 1, weight_ih, weight_hh, bias_ih, bias_hh, table, d_output, parameter };

// The i-th of a row of numbers in -1 .. 1: the bits of i, mixed by multiplying and shifting (Appleby 2011,
// MurmurHash3).
inline float made_up(Seed seed, std::size_t i) {
  auto bits = static_cast<std::uint32_t>(i) + static_cast<std::uint32_t>(seed) * 0x9E3779B9U;
  bits = (bits ^ (bits >> 16)) * 0x85EBCA6BU;
  bits = (bits ^ (bits >> 13)) * 0xC2B2AE35U;
  bits ^= bits >> 16;
  return static_cast<float>(bits >> 8) / 8388608.0F - 1.0F;
}

}  // namespace elman::benchmarks
