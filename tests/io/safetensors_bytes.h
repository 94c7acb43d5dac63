// Safetensors files made and read from the format's definition alone, without the library.
#pragma once

#include <cstdint>
#include <cstring>
#include <map>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "elman/scalar.h"

namespace elman::io {

inline std::string little_endian(std::uint64_t number) {
  std::string bytes;
  for (int i = 0; i < 8; ++i) bytes += static_cast<char>(number >> (8 * i) & 255);
  return bytes;
}

inline std::string make_file(const std::string& header, const std::string& values) {
  return little_endian(header.size()) + header + values;
}

struct PlainTensor {
  std::string dtype;
  std::vector<std::int64_t> shape;
  std::vector<Scalar> values{};
};

struct PlainFile {
  std::string header;
  std::map<std::string, PlainTensor> tensors{};
  std::map<std::string, std::string> metadata{};
};

// Reads a file of Scalars.
inline PlainFile read_plain(const std::string& bytes) {
  std::uint64_t length = 0;
  for (std::size_t i = 0; i < 8; ++i) length |= std::uint64_t{static_cast<unsigned char>(bytes.at(i))} << (8 * i);
  PlainFile file{.header = bytes.substr(8, length)};
  const auto header = nlohmann::json::parse(file.header);
  const std::string values = bytes.substr(8 + length);
  for (const auto& [name, entry] : header.items()) {
    if (name == "__metadata__") {
      file.metadata = entry;
      continue;
    }
    PlainTensor tensor{.dtype = entry.at("dtype"), .shape = entry.at("shape")};
    const std::size_t begin = entry.at("data_offsets").at(0);
    const std::size_t end = entry.at("data_offsets").at(1);
    if (end > values.size()) throw std::runtime_error(name + " ends beyond the file");
    tensor.values.resize((end - begin) / sizeof(Scalar));
    if (end > begin) std::memcpy(tensor.values.data(), values.data() + begin, end - begin);
    file.tensors[name] = tensor;
  }
  return file;
}

// A model file's bytes with other text in its description, of whatever length.
inline std::string with_description(const std::string& bytes, const std::string& from, const std::string& to) {
  const PlainFile file = read_plain(bytes);
  auto header = nlohmann::ordered_json::parse(file.header);
  std::string text = header["__metadata__"]["elman"];
  const std::size_t at = text.find(from);
  if (at == std::string::npos) throw std::runtime_error("no " + from + " in " + text);
  header["__metadata__"]["elman"] = text.replace(at, from.size(), to);
  return make_file(header.dump(), bytes.substr(8 + file.header.size()));
}

}  // namespace elman::io
