// The JSON header of an untrusted safetensors file.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "elman/io/safetensors.h"

namespace elman::io {

inline constexpr std::string_view safetensors_metadata_key = "__metadata__";
inline constexpr std::uint64_t safetensors_length_bytes = 8;  // before the header

struct SafetensorsHeader {
  std::vector<TensorInfo> tensors;  // in the order of their values
  Metadata metadata;
};

// Bytes of one value of that dtype; none for a dtype that the format does not have.
std::optional<std::uint64_t> bytes_per_value(std::string_view dtype);

// What is wrong with a tensor's name; empty if nothing is.
std::string fault_of_tensor_name(std::string_view name);

// Parses the text between the length and the values. Throws ModelError, which starts with the path, unless the tensors
// cover the rest of a file of file_bytes without gaps or overlaps.
SafetensorsHeader parse_safetensors_header(std::string_view text, std::uint64_t file_bytes, const std::string& path);

}  // namespace elman::io
