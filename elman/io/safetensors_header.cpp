#include "elman/io/safetensors_header.h"

#include <algorithm>
#include <array>
#include <limits>
#include <tuple>
#include <utility>

#include "elman/checked_size.h"
#include "elman/error.h"
#include "elman/io/json-inl.h"

namespace elman::io {
namespace {

using nlohmann::json;

constexpr std::size_t longest_name = 1024;
constexpr std::size_t highest_rank = 32;

struct Dtype {
  std::string_view name;
  std::uint64_t bytes;
};
constexpr std::array dtypes{
    Dtype{"BOOL", 1},    Dtype{"U8", 1},  Dtype{"I8", 1},  Dtype{"F8_E4M3", 1}, Dtype{"I16", 2}, Dtype{"F8_E5M2", 1},
    Dtype{"F8_E8M0", 1}, Dtype{"U16", 2}, Dtype{"F16", 2}, Dtype{"BF16", 2},    Dtype{"I32", 4}, Dtype{"U32", 4},
    Dtype{"F32", 4},     Dtype{"F64", 8}, Dtype{"I64", 8}, Dtype{"U64", 8},     Dtype{"C64", 8}};

[[noreturn]] void fail(const std::string& where, const std::string& found, const std::string& expected) {
  throw ModelError(where + ": found " + found + ", expected " + expected +
                   "; the file is damaged or not a model: use another copy");
}

std::string type_of(const json& value) {
  return value.is_number() ? "the number " + value.dump() : "a value of type " + std::string(value.type_name());
}

std::optional<std::uint64_t> bytes_of(const std::vector<std::int64_t>& shape, std::uint64_t bytes_of_value) {
  CheckedSize product = bytes_of_value;
  for (const std::int64_t size : shape) product *= static_cast<std::uint64_t>(size);
  return product.value();
}

// One entry of the header; its errors name the tensor.
class Entry {
 public:
  Entry(const std::string& path, const std::string& name, const json& fields)
      : path_(path), name_(name), fields_(fields) {}

  TensorInfo parse(std::uint64_t values_start) const {
    const std::string name_fault = fault_of_tensor_name(name_);
    if (!name_fault.empty()) fail(name_fault, "1 to " + std::to_string(longest_name) + " printable bytes");
    if (!fields_.is_object()) fail(type_of(fields_), "an object with dtype, shape and data_offsets");
    TensorInfo info{.name = name_, .dtype = dtype(), .shape = shape()};
    const auto [begin, end] = offsets();
    if (begin > end) fail("data_offsets that end before they begin", "begin <= end");
    const std::optional<std::uint64_t> expected = bytes_of(info.shape, *bytes_per_value(info.dtype));
    if (!expected) fail("a shape whose size in bytes does not fit in 64 bits", "the shape of a tensor that exists");
    if (end - begin != *expected) {
      fail("data_offsets of " + std::to_string(end - begin) + " bytes",
           std::to_string(*expected) + " bytes by dtype and shape");
    }
    const std::optional<std::uint64_t> offset = (CheckedSize(values_start) + begin).value();
    if (!offset) fail("data_offsets beyond 64 bits", "smaller ones");
    info.offset = *offset;
    info.bytes = *expected;
    return info;
  }

 private:
  [[noreturn]] void fail(const std::string& found, const std::string& expected) const {
    io::fail(path_ + ": header: tensor " + in_quotes(name_), found, expected);
  }

  const json& field(const char* key) const {
    const auto found = fields_.find(key);
    if (found == fields_.end()) fail("no field " + std::string(key), "dtype, shape and data_offsets");
    return *found;
  }

  std::string dtype() const {
    const json& value = field("dtype");
    if (!value.is_string()) fail("as dtype " + type_of(value), "text such as \"F32\"");
    if (!bytes_per_value(value.get_ref<const std::string&>())) {
      fail("the dtype " + in_quotes(value.get_ref<const std::string&>()), "one that the format has, such as \"F32\"");
    }
    return value.get<std::string>();
  }

  // Sizes and offsets are whole numbers from 0; the parser makes negative ones and fractions another type.
  std::uint64_t whole_number(const json& value, const char* key) const {
    if (!value.is_number_unsigned()) fail("in " + std::string(key) + " " + type_of(value), "whole numbers from 0");
    return value.get<std::uint64_t>();
  }

  std::vector<std::int64_t> shape() const {
    const json& value = field("shape");
    if (!value.is_array()) fail("as shape " + type_of(value), "an array of sizes");
    if (value.size() > highest_rank) {
      fail("a shape of " + std::to_string(value.size()) + " sizes", "at most " + std::to_string(highest_rank));
    }
    std::vector<std::int64_t> sizes;
    for (const json& element : value) {
      const std::uint64_t size = whole_number(element, "shape");
      if (size > std::numeric_limits<std::int64_t>::max()) fail("the size " + std::to_string(size), "a smaller one");
      sizes.push_back(static_cast<std::int64_t>(size));
    }
    return sizes;
  }

  std::pair<std::uint64_t, std::uint64_t> offsets() const {
    const json& value = field("data_offsets");
    if (!value.is_array() || value.size() != 2) {
      fail("as data_offsets " + (value.is_array() ? "an array of " + std::to_string(value.size()) : type_of(value)),
           "two numbers [begin, end]");
    }
    return {whole_number(value[0], "data_offsets"), whole_number(value[1], "data_offsets")};
  }

  const std::string& path_;
  const std::string& name_;
  const json& fields_;
};

Metadata parse_metadata(const json& fields, const std::string& path) {
  const std::string where = path + ": header: __metadata__";
  if (!fields.is_object()) fail(where, type_of(fields), "an object of texts");
  Metadata metadata;
  for (const auto& [key, value] : fields.items()) {
    if (!value.is_string()) fail(where + ": " + in_quotes(key), type_of(value), "text");
    metadata.emplace(key, value.get<std::string>());
  }
  return metadata;
}

// The tensors follow each other from the header's end to the file's end.
void check_coverage(const std::vector<TensorInfo>& tensors, std::uint64_t values_start, std::uint64_t file_bytes,
                    const std::string& path) {
  std::uint64_t end = values_start;
  for (const TensorInfo& tensor : tensors) {
    const std::string where = path + ": tensor " + in_quotes(tensor.name);
    if (tensor.offset != end) {
      fail(where, "its values at byte " + std::to_string(tensor.offset),
           "them at byte " + std::to_string(end) + ", without a gap or overlap");
    }
    const std::optional<std::uint64_t> next = (CheckedSize(end) + tensor.bytes).value();
    if (!next) fail(where, "values that end beyond 64 bits", "a file's size");
    end = *next;
  }
  if (end == file_bytes) return;
  const char* what_to_do = file_bytes < end ? "the file is truncated: copy or save it again"
                                            : "there is something after the last tensor: use another copy";
  throw ModelError(path + ": found " + std::to_string(file_bytes) + " bytes, expected " + std::to_string(end) +
                   " by the header; " + what_to_do);
}

}  // namespace

std::string fault_of_tensor_name(std::string_view name) {
  if (name.empty()) return "an empty name";
  if (name.size() > longest_name) return "a name of " + std::to_string(name.size()) + " bytes";
  const bool control =
      std::any_of(name.begin(), name.end(), [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7F'; });
  return control ? "a name with control characters" : "";
}

std::optional<std::uint64_t> bytes_per_value(std::string_view dtype) {
  const auto* found = std::find_if(dtypes.begin(), dtypes.end(), [&](const Dtype& d) { return d.name == dtype; });
  return found == dtypes.end() ? std::nullopt : std::optional(found->bytes);
}

SafetensorsHeader parse_safetensors_header(std::string_view text, std::uint64_t file_bytes, const std::string& path) {
  const JsonDocument document =
      parse_json(text, path + ": header", {.max_bytes = SafetensorsFile::max_header_bytes, .max_depth = 4});
  const json& root = document.root();
  const std::string where = path + ": header";
  if (!root.is_object()) fail(where, type_of(root), "an object");
  if (!text.starts_with('{')) fail(where, "white space at its start", "'{'");
  if (root.size() > SafetensorsFile::max_tensors + 1) {
    fail(where, std::to_string(root.size()) + " tensors", "at most " + std::to_string(SafetensorsFile::max_tensors));
  }
  const std::uint64_t values_start = safetensors_length_bytes + text.size();
  SafetensorsHeader header;
  for (const auto& [name, fields] : root.items()) {
    if (name == safetensors_metadata_key) {
      header.metadata = parse_metadata(fields, path);
    } else {
      header.tensors.push_back(Entry(path, name, fields).parse(values_start));
    }
  }
  // Tensors without values may share an offset with the one that follows.
  std::stable_sort(header.tensors.begin(), header.tensors.end(), [](const TensorInfo& a, const TensorInfo& b) {
    return std::tie(a.offset, a.bytes) < std::tie(b.offset, b.bytes);
  });
  check_coverage(header.tensors, values_start, file_bytes, path);
  return header;
}

}  // namespace elman::io
