#include "elman/text/wire_format.h"

#include <bit>
#include <string>

#include "elman/error.h"

namespace elman::text {
namespace {

[[noreturn]] void fail(const std::string& found, const std::string& expected) {
  throw DataError("found " + found + ", expected " + expected);
}

}  // namespace

std::uint64_t WireReader::read_varint() {
  std::uint64_t number = 0;
  for (int shift = 0; shift < 64; shift += 7) {
    const auto byte = static_cast<unsigned char>(take(1).front());
    number |= std::uint64_t{byte & 0x7Fu} << shift;
    if (byte < 0x80) return number;
  }
  fail("a number of more than ten bytes", "a shorter one");
}

std::string_view WireReader::take(std::uint64_t count) {
  if (count > rest_.size()) {
    fail("the end " + std::to_string(count - rest_.size()) + " bytes too early", "a whole message");
  }
  const std::string_view taken = rest_.substr(0, static_cast<std::size_t>(count));
  rest_.remove_prefix(taken.size());
  return taken;
}

bool WireReader::next() {
  if (rest_.empty()) return false;
  const std::uint64_t key = read_varint();
  if (key >> 3 == 0 || key >> 3 > 0x1FFFFFFF) fail("field " + std::to_string(key >> 3), "1 to 536870911");
  field_ = static_cast<std::uint32_t>(key >> 3);
  type_ = static_cast<Type>(key & 7);
  switch (type_) {
    case Type::varint:
      number_ = read_varint();
      return true;
    case Type::fixed64:
      bytes_ = take(8);
      return true;
    case Type::bytes:
      bytes_ = take(read_varint());
      return true;
    case Type::fixed32:
      bytes_ = take(4);
      return true;
  }
  fail("a field of type " + std::to_string(key & 7), "0, 1, 2 or 5");
}

void WireReader::require(Type type) const {
  if (type_ == type) return;
  fail("field " + std::to_string(field_) + " of type " + std::to_string(static_cast<int>(type_)),
       "type " + std::to_string(static_cast<int>(type)));
}

std::uint64_t WireReader::number() const {
  require(Type::varint);
  return number_;
}

float WireReader::real() const {
  require(Type::fixed32);
  std::uint32_t bits = 0;
  for (int i = 3; i >= 0; --i) bits = bits << 8 | static_cast<unsigned char>(bytes_[static_cast<std::size_t>(i)]);
  return std::bit_cast<float>(bits);
}

std::string_view WireReader::bytes() const {
  require(Type::bytes);
  return bytes_;
}

}  // namespace elman::text
