#include "elman/text/utf8_progress.h"

namespace elman::text {

void Utf8Progress::add(unsigned char byte) {
  if (left_ > 0) {
    --left_;
    low_ = left_ > 0 ? 0x80 : 0;
    high_ = left_ > 0 ? 0xBF : 0xFF;
    return;
  }
  if (byte < 0x80) return;
  left_ = byte < 0xE0 ? 1 : byte < 0xF0 ? 2 : 3;
  // No overlong forms, no surrogates, nothing above U+10FFFF.
  low_ = byte == 0xE0 ? 0xA0 : byte == 0xF0 ? 0x90 : 0x80;
  high_ = byte == 0xED ? 0x9F : byte == 0xF4 ? 0x8F : 0xBF;
}

}  // namespace elman::text
