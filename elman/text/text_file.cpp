#include "elman/text/text_file.h"

#include <algorithm>
#include <array>
#include <utility>

#include "elman/text/gzip.h"

namespace elman::text {

namespace {

// As other programs call it.
system::File open_input(const std::string& path) {
  return system::File::open_to_read(path == "-" ? "/dev/stdin" : path);
}

}  // namespace

TextFile::TextFile(std::string path) : path_(std::move(path)), file_(open_input(path_)) {
  // Files that the system generates, as in /proc, have size 0.
  if (!file_.is_regular() || file_.size() == 0) keep(std::exchange(file_, system::File::create_temporary()));
  if (is_gzip(file_)) {
    const system::File packed = std::exchange(file_, system::File::create_temporary());
    unpack_gzip(packed, path_, file_);
  }
  if (path_ == "-") path_ = "stdin";
  size_ = file_.size();
}

void TextFile::keep(system::File once) {
  std::array<std::byte, 1 << 16> buffer;
  while (const std::size_t count = once.read(buffer)) file_.write(std::span(buffer).first(count));
}

std::size_t TextFile::read_at(std::uint64_t offset, std::span<std::byte> bytes) const {
  const std::uint64_t left = size_ - std::min(size_, offset);
  return file_.read_at(offset, bytes.first(static_cast<std::size_t>(std::min<std::uint64_t>(bytes.size(), left))));
}

}  // namespace elman::text
