// Protocol Buffers' wire format: the fields of one message, one after the other.
#pragma once

#include <cstdint>
#include <string_view>

namespace elman::text {

// Reads what others may have written: nothing outside of the bytes is looked at, whatever they are.
class WireReader {
 public:
  // The bytes of one message, which have to outlive the reader.
  explicit WireReader(std::string_view bytes) : rest_(bytes) {}

  // Goes on to the next field; false at the end. Throws DataError, without a file's name, for bytes that are none.
  bool next();
  std::uint32_t field() const { return field_; }

  // The field's value. Throws DataError if it is of another type.
  std::uint64_t number() const;
  bool flag() const { return number() != 0; }
  float real() const;
  std::string_view bytes() const;

 private:
  enum class Type : std::uint8_t { varint = 0, fixed64 = 1, bytes = 2, fixed32 = 5 };

  std::uint64_t read_varint();
  std::string_view take(std::uint64_t count);
  void require(Type type) const;

  std::string_view rest_;
  std::uint32_t field_ = 0;
  Type type_ = Type::varint;
  std::uint64_t number_ = 0;
  std::string_view bytes_;  // of all types but varint
};

}  // namespace elman::text
