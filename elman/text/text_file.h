// A file of text that is read more than once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "elman/system/file.h"

namespace elman::text {

// Stays open. What can be read only once, such as a pipe, is read to its end into a temporary file. Throws IoError.
class TextFile {
 public:
  explicit TextFile(std::string path);

  const std::string& path() const { return path_; }
  std::uint64_t size() const { return size_; }  // in bytes; what is appended later is not seen
  const system::File& file() const { return file_; }
  // Reads what is there from that offset on, up to the span's size, and returns the count.
  std::size_t read_at(std::uint64_t offset, std::span<std::byte> bytes) const;

 private:
  void keep(system::File once);

  std::string path_;
  system::File file_;
  std::uint64_t size_ = 0;
};

}  // namespace elman::text
