#include "elman/system/atomic_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <span>

#include "elman/error.h"

namespace elman::system {
namespace {

constexpr mode_t permission_bits = 0777;

// What is at the path that is to be written.
struct Target {
  std::string path;  // with symbolic links followed
  bool exists = false;
  mode_t mode = 0;
};

Target examine(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) {
    if (errno != ENOENT) fail_with_reason("write", path, errno);
    if (::lstat(path.c_str(), &status) == 0) {
      throw IoError("cannot write: " + path + ": the symbolic link points to nothing; remove it or point it to a file");
    }
    if (path.empty() || path.ends_with('/')) {
      throw IoError("cannot write: \"" + path + "\": expected the name of a file, found none at its end");
    }
    return {.path = path};
  }
  if (S_ISDIR(status.st_mode)) fail_with_reason("write", path, EISDIR);
  if (!S_ISREG(status.st_mode)) return {.path = path, .exists = true, .mode = status.st_mode};
  // rename() would replace a file that its owner has protected.
  if (::faccessat(AT_FDCWD, path.c_str(), W_OK, AT_EACCESS) != 0) fail_with_reason("write", path, errno);
  const std::unique_ptr<char, decltype(&std::free)> resolved(::realpath(path.c_str(), nullptr), &std::free);
  if (!resolved) fail_with_reason("write", path, errno);
  return {.path = resolved.get(), .exists = true, .mode = status.st_mode};
}

std::string folder_of(const std::string& path) {
  const std::size_t slash = path.find_last_of('/');
  return slash == std::string::npos ? "./" : path.substr(0, slash + 1);
}

// Removed by its destructor unless it was renamed.
class TemporaryFile {
 public:
  explicit TemporaryFile(const std::string& folder) {
    static std::atomic<unsigned> counter{0};
    const std::string start = folder + ".elman-" + std::to_string(::getpid()) + "-";
    while (!file_.is_open()) file_ = File::create_new(start + std::to_string(counter++) + ".tmp", 0666);
  }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  ~TemporaryFile() {
    if (!renamed_) ::unlink(file_.path().c_str());
  }

  File& file() { return file_; }

  void rename_to(const std::string& path) {
    if (std::rename(file_.path().c_str(), path.c_str()) != 0) fail_with_reason("write", path, errno);
    renamed_ = true;
  }

 private:
  File file_;
  bool renamed_ = false;
};

// Makes the rename durable. Skipped for folders that may not be read and on file systems that cannot sync folders.
void sync_folder(const std::string& folder) {
  const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return;
  const int error_number = ::fsync(descriptor) == 0 ? 0 : errno;
  ::close(descriptor);
  if (error_number == EIO || error_number == ENOSPC || error_number == EDQUOT) {
    fail_with_reason("write", folder, error_number);
  }
}

}  // namespace

void write_file_atomically(const std::string& path, const std::function<void(File&)>& write_content) {
  const Target target = examine(path);
  if (target.exists && !S_ISREG(target.mode)) {
    File device = File::open_to_write(path);
    write_content(device);
    device.close();
    return;
  }
  const std::string folder = folder_of(target.path);
  TemporaryFile temporary(folder);
  write_content(temporary.file());
  if (target.exists && ::fchmod(temporary.file().descriptor(), target.mode & permission_bits) != 0) {
    fail_with_reason("keep the permissions", path, errno);
  }
  temporary.file().sync();
  temporary.file().close();
  temporary.rename_to(target.path);
  sync_folder(folder);
}

void require_writable(const std::string& path) { examine(path); }

void write_file_atomically(const std::string& path, std::string_view content) {
  write_file_atomically(path, [content](File& file) { file.write(content); });
}

std::string read_file(const std::string& path, std::size_t max_bytes) {
  File file = File::open_to_read(path);
  const auto piece = static_cast<std::size_t>(std::clamp<std::uint64_t>(file.size(), 1 << 12, 1 << 16));
  std::string content;
  std::size_t used = 0;
  while (true) {
    // One byte more than allowed is asked for, to tell a file at the limit from a larger one.
    const std::size_t room = std::min(max_bytes - used, std::max(piece, used)) + 1;
    content.resize(used + room);
    const std::size_t count = file.read(std::as_writable_bytes(std::span(content).subspan(used)));
    used += count;
    if (used > max_bytes) {
      throw DataError(path + ": found more than " + std::to_string(max_bytes) +
                      " bytes, expected at most that many; is this the right file?");
    }
    if (count == 0) break;
  }
  content.resize(used);
  return content;
}

}  // namespace elman::system
