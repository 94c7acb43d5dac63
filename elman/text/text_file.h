// A file of text that is read more than once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "elman/system/file.h"

namespace elman::text {

// Keeps the file open. What can be read only once, such as a pipe, is copied to a temporary file, and so is what gzip
// has compressed, without that; - is standard input. Throws IoError, and DataError for a damaged gzip file.
class TextFile {
 public:
  explicit TextFile(std::string path);

  const std::string& path() const { return path_; }
  std::uint64_t size() const { return size_; }  // in bytes; data appended later is not read
  const system::File& file() const { return file_; }
  // Reads from that offset up to the span's size or the end, and returns the count.
  std::size_t read_at(std::uint64_t offset, std::span<std::byte> bytes) const;

 private:
  void keep(system::File once);

  std::string path_;
  system::File file_;
  std::uint64_t size_ = 0;
};

}  // namespace elman::text
