#include "elman/random.h"

#include <cmath>
#include <numbers>
#include <numeric>

#include "elman/error.h"
#include "elman/philox.h"

namespace elman {

namespace {

constexpr std::uint32_t low_word(std::uint64_t x) { return static_cast<std::uint32_t>(x); }
constexpr std::uint32_t high_word(std::uint64_t x) { return static_cast<std::uint32_t>(x >> 32); }

// The seed is the key; stream and counter are the two halves of Philox's counter, so no two numbers share a block.
PhiloxCounter block(std::uint64_t seed, std::uint64_t stream, std::uint64_t counter) {
  return philox(PhiloxCounter{low_word(counter), high_word(counter), low_word(stream), high_word(stream)},
                PhiloxKey{low_word(seed), high_word(seed)});
}

constexpr std::uint64_t join(std::uint32_t low, std::uint32_t high) { return low | std::uint64_t{high} << 32; }

double to_unit(std::uint64_t bits) { return static_cast<double>(bits >> 11) * 0x1p-53; }

}  // namespace

std::uint64_t Random::bits() {
  const PhiloxCounter words = block(seed_, stream_, counter_++);
  return join(words[0], words[1]);
}

double Random::uniform() { return to_unit(bits()); }

double Random::uniform(double low, double high) { return low + (high - low) * uniform(); }

double Random::normal() {
  const PhiloxCounter words = block(seed_, stream_, counter_++);
  const double radius = std::sqrt(-2 * std::log(1 - to_unit(join(words[0], words[1]))));  // 1 - u is never 0
  return radius * std::cos(2 * std::numbers::pi * to_unit(join(words[2], words[3])));
}

std::uint64_t Random::below(std::uint64_t n) {
  if (n == 0) throw UsageError("random: below(0) has no number to choose from");
  // 2^64 mod n numbers are drawn again, so that each remainder is left equally often.
  const std::uint64_t excess = (0 - n) % n;
  std::uint64_t x = bits();
  while (x < excess) x = bits();
  return x % n;
}

std::vector<std::int32_t> Random::permutation(std::int32_t n) {
  if (n < 0) throw UsageError("random: permutation of " + std::to_string(n) + " numbers");
  std::vector<std::int32_t> order(static_cast<std::size_t>(n));
  std::iota(order.begin(), order.end(), 0);
  shuffle(std::span(order));
  return order;
}

}  // namespace elman
