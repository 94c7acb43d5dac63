#include <bit>
#include <cstdint>
#include <string>
#include <type_traits>
#include <unordered_set>

#include "elman/error.h"
#include "elman/io/json-inl.h"
#include "elman/io/safetensors.h"
#include "elman/io/safetensors_header.h"
#include "elman/system/atomic_file.h"

namespace elman::io {
namespace {

static_assert(std::endian::native == std::endian::little, "values are written as they are in memory");

std::string metadata_text(const Metadata& metadata) {
  std::map<std::string, std::string> members;
  for (const auto& [key, value] : metadata) members[key] = json_scalar(value, "the metadata");
  return json_object(members, "the metadata");
}

void check(const NamedTensor& named, std::unordered_set<std::string_view>& names) {
  const auto& [name, tensor] = named;
  const std::string where = "cannot save tensor " + in_quotes(name) + ": ";
  const std::string name_fault = fault_of_tensor_name(name);
  if (!name_fault.empty()) throw UsageError(where + "found " + name_fault + ", expected a printable name");
  if (name == safetensors_metadata_key) throw UsageError(where + "that name is reserved by the format; choose another");
  if (!names.insert(name).second) throw UsageError(where + "found the name twice, expected each name once");
  if (!tensor.defined()) throw UsageError(where + "found no values, expected some; give it storage first");
}

std::string entry_of(const NamedTensor& named, std::uint64_t begin, std::uint64_t end) {
  constexpr const char* dtype = std::is_same_v<Scalar, float> ? "F32" : "F64";
  std::string sizes;
  for (int d = 0; d < named.tensor.shape().rank(); ++d) {
    sizes += (d > 0 ? "," : "") + std::to_string(named.tensor.shape()[d]);
  }
  return json_scalar(named.name, "a tensor's name") + ":{\"dtype\":\"" + dtype + "\",\"shape\":[" + sizes +
         "],\"data_offsets\":[" + std::to_string(begin) + "," + std::to_string(end) + "]}";
}

// Written without the JSON library, since the keys have the order of the tensors.
std::string header_of(std::span<const NamedTensor> tensors, const Metadata& metadata) {
  if (tensors.size() > SafetensorsFile::max_tensors) {
    throw UsageError("cannot save " + std::to_string(tensors.size()) + " tensors in one file, expected at most " +
                     std::to_string(SafetensorsFile::max_tensors));
  }
  std::unordered_set<std::string_view> names;
  std::uint64_t offset = 0;
  std::string text = "{";
  if (!metadata.empty()) {
    text += "\"" + std::string(safetensors_metadata_key) + "\":" + metadata_text(metadata);
  }
  for (const NamedTensor& named : tensors) {
    check(named, names);
    const std::uint64_t end = offset + named.tensor.span().size_bytes();
    if (text.size() > 1) text += ',';
    text += entry_of(named, offset, end);
    offset = end;
  }
  text += "}";
  text.resize((text.size() + 7) / 8 * 8, ' ');  // the values start at a multiple of 8
  if (text.size() > SafetensorsFile::max_header_bytes) {
    throw UsageError("cannot save a header of " + std::to_string(text.size()) + " bytes, expected at most " +
                     std::to_string(SafetensorsFile::max_header_bytes) + "; the metadata is too large");
  }
  return text;
}

}  // namespace

void write_safetensors(const std::string& path, std::span<const NamedTensor> tensors, const Metadata& metadata) {
  const std::string header = header_of(tensors, metadata);
  const auto length = static_cast<std::uint64_t>(header.size());
  system::write_file_atomically(path, [&](system::File& file) {
    file.write(std::as_bytes(std::span(&length, 1)));
    file.write(header);
    for (const NamedTensor& named : tensors) file.write(std::as_bytes(named.tensor.span()));
  });
}

}  // namespace elman::io
