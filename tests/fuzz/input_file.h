// The fuzzer's bytes as a file that exists in memory alone.
#pragma once

#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

namespace elman::fuzz {

// One for all inputs: to make and remove a file costs as much as to read a small one.
class InputFile {
 public:
  InputFile() : descriptor_(::memfd_create("input", MFD_CLOEXEC)) {
    if (descriptor_ < 0) std::abort();
  }
  InputFile(const InputFile&) = delete;
  InputFile& operator=(const InputFile&) = delete;
  ~InputFile() { ::close(descriptor_); }

  // These bytes and no others. Returns the file's path.
  const std::string& hold(const void* bytes, std::size_t size) {
    const auto length = static_cast<ssize_t>(size);
    if (::ftruncate(descriptor_, length) != 0 || ::pwrite(descriptor_, bytes, size, 0) != length) std::abort();
    return path_;
  }

 private:
  int descriptor_;
  std::string path_ = "/proc/self/fd/" + std::to_string(descriptor_);
};

}  // namespace elman::fuzz
