#include "elman/io/safetensors.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <type_traits>
#include <utility>

#include "elman/error.h"
#include "elman/io/json-inl.h"
#include "elman/io/safetensors_header.h"
#include "elman/system/memory.h"

namespace elman::io {
namespace {

static_assert(std::endian::native == std::endian::little, "values are read as they are in the file");

// IEEE 754 binary16.
struct Half {
  std::uint16_t bits;
  explicit operator Scalar() const {
    const int exponent = bits >> 10 & 31;
    const int fraction = bits & 1023;
    const Scalar sign = (bits & 0x8000) != 0 ? Scalar{-1} : Scalar{1};
    if (exponent == 0) return sign * std::ldexp(static_cast<Scalar>(fraction), -24);
    if (exponent == 31) {
      return fraction == 0 ? sign * std::numeric_limits<Scalar>::infinity() : std::numeric_limits<Scalar>::quiet_NaN();
    }
    return sign * std::ldexp(static_cast<Scalar>(fraction + 1024), exponent - 25);
  }
};

// The upper half of a float.
struct Bfloat16 {
  std::uint16_t bits;
  explicit operator Scalar() const { return Scalar{std::bit_cast<float>(std::uint32_t{bits} << 16)}; }
};

template <class Value>
void convert(std::span<const std::byte> bytes, std::span<Scalar> values) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    Value value;
    std::memcpy(&value, bytes.data() + i * sizeof(Value), sizeof(Value));
    values[i] = static_cast<Scalar>(value);
  }
}

using Convert = void (*)(std::span<const std::byte>, std::span<Scalar>);

// None for dtypes that hold no weights.
Convert conversion_from(std::string_view dtype) {
  if (dtype == "F32") return convert<float>;
  if (dtype == "F64") return convert<double>;
  if (dtype == "F16") return convert<Half>;
  if (dtype == "BF16") return convert<Bfloat16>;
  return nullptr;
}

constexpr std::string_view scalar_dtype = std::is_same_v<Scalar, float> ? "F32" : "F64";

[[noreturn]] void fail_truncated(const std::string& where, std::uint64_t found, const std::string& expected) {
  throw ModelError(where + ": found " + std::to_string(found) + " bytes, expected " + expected +
                   "; the file is truncated or not a model file: copy or save it again");
}

// The text between the length and the values.
std::string read_header_text(const system::File& file) {
  std::array<std::byte, safetensors_length_bytes> prefix{};
  const std::size_t found = file.read_at(0, prefix);
  if (found < prefix.size()) fail_truncated(file.path(), found, "at least " + std::to_string(prefix.size()));
  const auto length = std::bit_cast<std::uint64_t>(prefix);
  if (length > SafetensorsFile::max_header_bytes) {
    throw ModelError(file.path() + ": found a header length of " + std::to_string(length) +
                     " bytes, expected at most " + std::to_string(SafetensorsFile::max_header_bytes) +
                     "; is this a model file?");
  }
  if (file.size() < prefix.size() + length) {
    fail_truncated(file.path(), file.size(), "a header of " + std::to_string(length) + " after the first 8");
  }
  std::string text(length, '\0');
  const std::size_t read = file.read_at(prefix.size(), std::as_writable_bytes(std::span(text)));
  if (read < length) fail_truncated(file.path() + ": header", read, std::to_string(length));
  return text;
}

std::string to_text(const std::vector<std::int64_t>& shape) {
  std::string text;
  for (const std::int64_t size : shape) text += (text.empty() ? "" : ", ") + std::to_string(size);
  return "(" + text + ")";
}

// The tensor's shape. Throws ModelError if tensors cannot have it.
Shape shape_of(const TensorInfo& info, const std::string& where) {
  if (info.shape.size() > static_cast<std::size_t>(Shape::max_rank)) {
    throw ModelError(where + ": found " + std::to_string(info.shape.size()) + " dimensions, expected at most " +
                     std::to_string(Shape::max_rank) + "; this is not a tensor of an Elman model");
  }
  try {
    return {info.shape.data(), static_cast<int>(info.shape.size())};
  } catch (const UsageError& error) {
    throw ModelError(where + ": found shape " + to_text(info.shape) + ": " + error.what());
  }
}

void check_finite(std::span<const Scalar> values, std::uint64_t first, const std::string& where) {
  const auto bad = std::find_if(values.begin(), values.end(), [](Scalar value) { return !std::isfinite(value); });
  if (bad == values.end()) return;
  const std::uint64_t index = first + static_cast<std::uint64_t>(bad - values.begin());
  throw ModelError(where + ": found " + std::to_string(*bad) + " as value " + std::to_string(index) +
                   ", expected numbers that " + std::string(scalar_dtype) +
                   " can hold; the training that wrote the file has diverged, or the file is damaged");
}

}  // namespace

SafetensorsFile SafetensorsFile::open(const std::string& path) {
  SafetensorsFile opened;
  opened.file_ = system::File::open_regular_to_read(path);
  const std::string text = read_header_text(opened.file_);
  SafetensorsHeader header = parse_safetensors_header(text, opened.file_.size(), path);
  opened.header_bytes_ = text.size();
  opened.tensors_ = std::move(header.tensors);
  opened.metadata_ = std::move(header.metadata);
  for (std::size_t i = 0; i < opened.tensors_.size(); ++i) opened.index_.emplace(opened.tensors_[i].name, i);
  return opened;
}

const TensorInfo* SafetensorsFile::find(std::string_view name) const {
  const auto found = index_.find(std::string(name));
  return found == index_.end() ? nullptr : &tensors_[found->second];
}

std::string SafetensorsFile::where(std::string_view name) const { return path() + ": tensor " + in_quotes(name); }

const TensorInfo& SafetensorsFile::require(std::string_view name) const {
  const TensorInfo* info = find(name);
  if (info == nullptr) {
    throw ModelError(where(name) + ": found no such tensor among " + std::to_string(tensors_.size()) +
                     ", expected one; the file belongs to another kind of model");
  }
  if (conversion_from(info->dtype) == nullptr) {
    throw ModelError(where(name) + ": found dtype " + info->dtype +
                     ", expected F16, BF16, F32 or F64; convert the tensor to F32");
  }
  return *info;
}

Tensor SafetensorsFile::read(std::string_view name, const ReadOptions& options) const {
  const TensorInfo& info = require(name);
  const Shape shape = shape_of(info, where(name));
  // A sparse file may claim more than there is anywhere.
  const std::uint64_t memory = system::memory_limit();
  const auto elements = static_cast<std::uint64_t>(shape.elements());
  if (elements > memory / sizeof(Scalar)) {
    throw ModelError(where(name) + ": found " + std::to_string(elements) + " values, expected at most the " +
                     std::to_string(memory) + " bytes of memory of this machine; use a larger one");
  }
  Tensor tensor(shape);
  read_values(info, tensor.span(), options);
  return tensor;
}

void SafetensorsFile::read_into(std::string_view name, Tensor& destination, const ReadOptions& options) const {
  const TensorInfo& info = require(name);
  if (!destination.defined()) throw UsageError(where(name) + ": the tensor to read into has no storage");
  const Shape shape = shape_of(info, where(name));
  if (shape != destination.shape()) {
    throw ModelError(where(name) + ": found shape " + shape.to_string() + ", expected " +
                     destination.shape().to_string() + "; the file belongs to a model of other sizes");
  }
  read_values(info, destination.span(), options);
}

void SafetensorsFile::read_values(const TensorInfo& info, std::span<Scalar> values, const ReadOptions& options) const {
  constexpr std::size_t values_at_once = std::size_t{1} << 15;  // few enough to be in the cache when they are checked
  const std::uint64_t width = *bytes_per_value(info.dtype);
  const bool is_scalar = info.dtype == scalar_dtype;
  const Convert conversion = conversion_from(info.dtype);
  std::vector<std::byte> buffer(is_scalar ? 0 : std::min(values.size(), values_at_once) * width);
  for (std::size_t done = 0; done < values.size(); done += values_at_once) {
    const std::span<Scalar> piece = values.subspan(done, std::min(values_at_once, values.size() - done));
    const std::size_t bytes = piece.size() * width;
    const std::span<std::byte> raw = is_scalar ? std::as_writable_bytes(piece) : std::span(buffer).first(bytes);
    const std::size_t found = file_.read_at(info.offset + done * width, raw);
    if (found < bytes) fail_truncated(where(info.name), done * width + found, std::to_string(info.bytes));
    if (!is_scalar) conversion(raw, piece);
    if (!options.allow_non_finite) check_finite(piece, done, where(info.name));
  }
}

}  // namespace elman::io
