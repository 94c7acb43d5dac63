// UTF-8 that is written byte by byte.
#pragma once

#include <cstdint>
#include <string_view>

namespace elman::text {

// Which byte may come next in well-formed UTF-8 (Unicode Standard, table 3-7).
class Utf8Progress {
 public:
  bool may_follow(unsigned char byte) const { return byte >= low_ && byte <= high_ && (left_ > 0 || is_lead(byte)); }
  // The byte has to be one that may follow.
  void add(unsigned char byte);
  // Nothing is begun and not ended.
  bool is_complete() const { return left_ == 0; }

 private:
  static bool is_lead(unsigned char byte) { return byte < 0x80 || (byte >= 0xC2 && byte <= 0xF4); }

  int left_ = 0;  // bytes of the scalar value that is begun
  unsigned char low_ = 0;
  unsigned char high_ = 0xFF;
};

}  // namespace elman::text
