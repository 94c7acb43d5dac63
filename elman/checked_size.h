// Sizes from untrusted sources: sums and products that report overflow instead of wrapping around.
#pragma once

#include <cstdint>
#include <optional>

namespace elman {

// An unsigned number of 64 bits, or the fact that it overflowed. An overflow stays one even if a later factor is 0.
class CheckedSize {
 public:
  constexpr CheckedSize(std::uint64_t value) : value_(value) {}  // NOLINT(google-explicit-constructor)

  constexpr CheckedSize& operator+=(CheckedSize other) {
    fits_ = !__builtin_add_overflow(value_, other.value_, &value_) && fits_ && other.fits_;
    return *this;
  }
  constexpr CheckedSize& operator*=(CheckedSize other) {
    fits_ = !__builtin_mul_overflow(value_, other.value_, &value_) && fits_ && other.fits_;
    return *this;
  }
  friend constexpr CheckedSize operator+(CheckedSize a, CheckedSize b) { return a += b; }
  friend constexpr CheckedSize operator*(CheckedSize a, CheckedSize b) { return a *= b; }

  // None after an overflow.
  constexpr std::optional<std::uint64_t> value() const { return fits_ ? std::optional(value_) : std::nullopt; }
  constexpr bool at_most(std::uint64_t limit) const { return fits_ && value_ <= limit; }

 private:
  std::uint64_t value_;
  bool fits_ = true;
};

}  // namespace elman
