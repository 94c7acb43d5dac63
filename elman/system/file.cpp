#include "elman/system/file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <system_error>
#include <utility>

#include "elman/error.h"

namespace elman::system {
namespace {

constexpr std::size_t largest_transfer = std::size_t{1} << 30;  // some systems refuse more in one call

struct stat status_of(int descriptor, const std::string& path) {
  struct stat status {};
  if (::fstat(descriptor, &status) != 0) fail_with_reason("examine", path, errno);
  return status;
}

}  // namespace

void fail_with_reason(const char* what, const std::string& path, int error_number) {
  throw IoError("cannot " + std::string(what) + ": " + path + ": " + std::generic_category().message(error_number));
}

File::File(int descriptor, std::string path) : descriptor_(descriptor), path_(std::move(path)) {}

File::File(File&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)), path_(std::move(other.path_)) {}

File& File::operator=(File&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  std::swap(path_, other.path_);
  return *this;
}

File::~File() {
  if (is_open()) ::close(descriptor_);
}

File File::open(const std::string& path, int flags, unsigned permissions, const char* what) {
  // First, since this may throw: later nobody would close the descriptor or remove the new file.
  File file(-1, path);
  do {
    file.descriptor_ = ::open(path.c_str(), flags | O_CLOEXEC | O_NOCTTY, permissions);
  } while (!file.is_open() && errno == EINTR);
  if (!file.is_open()) {
    if (errno == EEXIST && (flags & O_EXCL) != 0) return {};
    fail_with_reason(what, path, errno);
  }
  return file;
}

File File::open_to_read(const std::string& path) { return open(path, O_RDONLY, 0, "read"); }

File File::open_regular_to_read(const std::string& path) {
  File file = open(path, O_RDONLY | O_NONBLOCK, 0, "read");
  const mode_t mode = status_of(file.descriptor_, path).st_mode;
  if (S_ISDIR(mode)) fail_with_reason("read", path, EISDIR);
  if (!S_ISREG(mode)) {
    throw IoError("cannot read: " + path +
                  ": found a pipe or device, expected a regular file; save the data to a file first");
  }
  return file;
}

File File::create_new(const std::string& path, unsigned permissions) {
  return open(path, O_WRONLY | O_CREAT | O_EXCL, permissions, "create");
}

File File::create_temporary() {
  const char* chosen = std::getenv("TMPDIR");
  const std::string folder = chosen != nullptr && *chosen != '\0' ? chosen : "/tmp";
  std::string name = folder + "/elman-XXXXXX";
  File file(-1, "temporary file in " + folder + " (TMPDIR names another folder)");
  file.descriptor_ = ::mkostemp(name.data(), O_CLOEXEC);
  if (!file.is_open()) fail_with_reason("create", file.path_, errno);
  ::unlink(name.c_str());
  return file;
}

File File::open_to_write(const std::string& path) { return open(path, O_WRONLY, 0, "write"); }

std::uint64_t File::size() const { return static_cast<std::uint64_t>(status_of(descriptor_, path_).st_size); }

bool File::is_regular() const { return S_ISREG(status_of(descriptor_, path_).st_mode); }

std::size_t File::read(std::span<std::byte> bytes) {
  while (true) {
    const ssize_t count = ::read(descriptor_, bytes.data(), std::min(bytes.size(), largest_transfer));
    if (count >= 0) return static_cast<std::size_t>(count);
    if (errno != EINTR) fail_with_reason("read", path_, errno);
  }
}

std::size_t File::read_at(std::uint64_t offset, std::span<std::byte> bytes) const {
  std::size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t count = ::pread(descriptor_, bytes.data() + done, std::min(bytes.size() - done, largest_transfer),
                                  static_cast<off_t>(offset + done));
    if (count == 0) break;
    if (count > 0) {
      done += static_cast<std::size_t>(count);
    } else if (errno != EINTR) {
      fail_with_reason("read", path_, errno);
    }
  }
  return done;
}

void File::write(std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(descriptor_, bytes.data(), std::min(bytes.size(), largest_transfer));
    if (count > 0) {
      bytes = bytes.subspan(static_cast<std::size_t>(count));
    } else if (count == 0 || errno != EINTR) {
      fail_with_reason("write", path_, count == 0 ? EIO : errno);
    }
  }
}

void File::sync() {
  while (::fsync(descriptor_) != 0) {
    if (errno != EINTR) fail_with_reason("write", path_, errno);
  }
}

void File::close() {
  // Even if close() fails, the descriptor is gone (POSIX leaves EINTR open; Linux closes).
  const int descriptor = std::exchange(descriptor_, -1);
  if (descriptor >= 0 && ::close(descriptor) != 0 && errno != EINTR) fail_with_reason("write", path_, errno);
}

bool is_there(const std::string& path) {
  std::error_code unknown;
  return std::filesystem::exists(path, unknown);
}

}  // namespace elman::system
