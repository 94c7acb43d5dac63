// The safetensors format: 8 bytes with the header's length (little endian), a JSON header with name -> {dtype, shape,
// data_offsets} and __metadata__ (string -> string), the values (https://github.com/huggingface/safetensors).
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "elman/system/file.h"
#include "elman/tensor/named_tensor.h"

namespace elman::io {

struct TensorInfo {
  std::string name;
  std::string dtype;                // as the format names it: "F32"
  std::vector<std::int64_t> shape;  // none for a scalar
  std::uint64_t offset = 0;         // of its first byte in the file
  std::uint64_t bytes = 0;
};

using Metadata = std::map<std::string, std::string>;

struct ReadOptions {
  bool allow_non_finite = false;  // otherwise an infinite value or NaN is refused
};

// A file whose header has been read and checked. Values are read on demand, from the file that was opened even if
// another one has its name by then. Messages start with the path.
class SafetensorsFile {
 public:
  static constexpr std::uint64_t max_header_bytes = std::uint64_t{8} << 20;
  static constexpr std::size_t max_tensors = 100'000;

  // Throws IoError if the file cannot be read, ModelError if it is not a complete, valid safetensors file.
  static SafetensorsFile open(const std::string& path);

  const std::string& path() const { return file_.path(); }
  std::uint64_t header_bytes() const { return header_bytes_; }
  // In the order of their values in the file.
  const std::vector<TensorInfo>& tensors() const { return tensors_; }
  const Metadata& metadata() const { return metadata_; }
  // nullptr if there is none of that name.
  const TensorInfo* find(std::string_view name) const;

  // Values of dtype F16, BF16, F32 or F64 as Scalar. Throws ModelError if there is no such tensor, if it has another
  // dtype, more than Shape::max_rank dimensions or more bytes than this machine has memory, if the file has become
  // shorter, and for values that are not finite.
  Tensor read(std::string_view name, const ReadOptions& options = {}) const;
  // The same into existing storage. Throws ModelError also if the shapes differ. After an error the destination is
  // unchanged, unless a value was not finite or the file ended early.
  void read_into(std::string_view name, Tensor& destination, const ReadOptions& options = {}) const;

 private:
  std::string where(std::string_view name) const;  // for a message
  const TensorInfo& require(std::string_view name) const;
  void read_values(const TensorInfo& info, std::span<Scalar> values, const ReadOptions& options) const;

  system::File file_;
  std::uint64_t header_bytes_ = 0;
  std::vector<TensorInfo> tensors_;
  std::unordered_map<std::string, std::size_t> index_;
  Metadata metadata_;
};

// Writes the tensors in the given order, as F32 (F64 in the library of doubles), through write_file_atomically. The
// same tensors and metadata give the same bytes. Throws UsageError for a name that is empty, has control characters,
// occurs twice or is __metadata__, for text that is not UTF-8, for an undefined tensor, and for a header beyond the
// limits.
void write_safetensors(const std::string& path, std::span<const NamedTensor> tensors, const Metadata& metadata = {});

}  // namespace elman::io
