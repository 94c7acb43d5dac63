#include "elman/data/npy.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>
#include <utility>

#include "elman/checked_size.h"
#include "elman/data/table.h"
#include "elman/error.h"
#include "elman/text/unicode.h"

namespace elman::data {

namespace {

constexpr std::size_t most_bytes = std::size_t{4} << 30;

[[noreturn]] void fail(const std::string& path, const std::string& found, const std::string& expected) {
  throw DataError(path + ": found " + found + ", expected " + expected +
                  "; save it with numpy.save from an array of rows and columns");
}

// What follows 'key': in the header, a Python literal.
std::string_view value_of(std::string_view header, std::string_view key, const std::string& path) {
  const std::string quoted = "'" + std::string(key) + "':";
  const std::size_t at = header.find(quoted);
  if (at == std::string_view::npos) fail(path, "no \"" + std::string(key) + "\" in its header", "an array of NumPy's");
  std::string_view rest = header.substr(at + quoted.size());
  rest.remove_prefix(std::min(rest.size(), rest.find_first_not_of(' ')));
  return rest;
}

// "(3, 4)" -> 3, 4.
std::vector<std::uint64_t> sizes_of(std::string_view text, const std::string& path) {
  std::vector<std::uint64_t> sizes;
  const std::size_t end = text.find(')');
  if (!text.starts_with('(') || end == std::string_view::npos) fail(path, "a shape that is none", "(rows, columns)");
  bool in_number = false;
  for (const char c : text.substr(1, end - 1)) {
    if (c < '0' || c > '9') {
      if (c != ',' && c != ' ') fail(path, "a shape that is none", "(rows, columns)");
      in_number = false;
      continue;
    }
    if (!in_number) sizes.push_back(0);
    in_number = true;
    const auto digit = static_cast<std::uint64_t>(c - '0');
    if (sizes.back() > most_bytes) fail(path, "an array of too many numbers", "at most 4 GB");
    sizes.back() = sizes.back() * 10 + digit;
  }
  return sizes;
}

template <class Number>
void convert(const char* bytes, std::vector<double>& values) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    Number number;
    std::memcpy(&number, bytes + i * sizeof number, sizeof number);
    values[i] = static_cast<double>(number);
  }
}

struct ElementType {
  std::string_view name;
  std::size_t bytes;
  void (*convert)(const char*, std::vector<double>&);
};

const ElementType* type_named(std::string_view name) {
  static constexpr ElementType types[] = {
      {"'<f8'", 8, convert<double>},        {"'<f4'", 4, convert<float>},         {"'<i8'", 8, convert<std::int64_t>},
      {"'<i4'", 4, convert<std::int32_t>},  {"'<i2'", 2, convert<std::int16_t>},  {"'|i1'", 1, convert<std::int8_t>},
      {"'<u4'", 4, convert<std::uint32_t>}, {"'<u2'", 2, convert<std::uint16_t>}, {"'|u1'", 1, convert<std::uint8_t>}};
  for (const ElementType& type : types) {
    if (name.starts_with(type.name)) return &type;
  }
  return nullptr;
}

}  // namespace

NumberArray read_npy(const text::TextFile& from) {
  const std::string& path = from.path();
  constexpr std::string_view magic = "\x93NUMPY";
  if (from.size() > most_bytes) fail(path, "more than 4 GB", "fewer numbers");
  std::string file(static_cast<std::size_t>(from.size()), '\0');
  file.resize(from.read_at(0, std::as_writable_bytes(std::span(file))));
  if (!file.starts_with(magic) || file.size() < 12) fail(path, "no array", "one of NumPy's");
  const auto byte = [&](std::size_t i) { return static_cast<std::size_t>(static_cast<unsigned char>(file[i])); };
  const std::size_t version = byte(6);
  if (version < 1 || version > 3) fail(path, "format version " + std::to_string(version), "version 1 to 3");
  const std::size_t begin = version == 1 ? 10 : 12;
  std::size_t length = byte(8) + (byte(9) << 8);
  if (version > 1) length += (byte(10) << 16) + (byte(11) << 24);
  if (length > file.size() - begin) fail(path, "a header that goes beyond the file's end", "a complete file");
  const std::string_view header = std::string_view(file).substr(begin, length);
  const ElementType* type = type_named(value_of(header, "descr", path));
  if (type == nullptr) fail(path, "elements of a type that is not read", "integers or floats, little-endian");
  const std::vector<std::uint64_t> sizes = sizes_of(value_of(header, "shape", path), path);
  if (sizes.empty() || sizes.size() > 2) fail(path, std::to_string(sizes.size()) + " axes", "one or two");
  NumberArray array{.rows = sizes[0], .columns = sizes.size() == 1 ? 1 : sizes[1], .values = {}};
  if (array.columns == 0) fail(path, "no columns", "at least one");
  const CheckedSize count = CheckedSize(array.rows) * array.columns;
  const std::size_t there = file.size() - begin - length;
  if (!(count * type->bytes).at_most(there) || *(count * type->bytes).value() != there) {
    fail(path, std::to_string(there) + " bytes of values", "as many as its shape says");
  }
  array.values.resize(*count.value());
  type->convert(file.data() + begin + length, array.values);
  if (value_of(header, "fortran_order", path).starts_with("True") && sizes.size() == 2) {
    std::vector<double> turned(array.values.size());
    for (std::size_t r = 0; r < array.rows; ++r) {
      for (std::size_t c = 0; c < array.columns; ++c) turned[r * array.columns + c] = array.values[c * array.rows + r];
    }
    array.values = std::move(turned);
  }
  for (std::size_t i = 0; i < array.values.size(); ++i) {
    if (std::isinf(array.values[i]) || std::abs(array.values[i]) > largest_number) {
      fail(path, text_of_number(array.values[i]) + " in row " + std::to_string(i / array.columns + 1),
           "numbers of at most 1e100");
    }
  }
  return array;
}

}  // namespace elman::data
