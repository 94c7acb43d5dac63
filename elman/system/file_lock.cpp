#include "elman/system/file_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <utility>

#include "elman/system/file.h"

namespace elman::system {
namespace {

// False if the file at the path is another one by now: its holder removed it between our opening and locking it.
bool is_at(int descriptor, const std::string& path) {
  struct stat opened {};
  struct stat there {};
  return ::fstat(descriptor, &opened) == 0 && ::stat(path.c_str(), &there) == 0 && opened.st_ino == there.st_ino &&
         opened.st_dev == there.st_dev;
}

std::string content_of(int descriptor) {
  char text[32];
  const ssize_t count = ::pread(descriptor, text, sizeof text, 0);
  return count > 0 ? std::string(text, static_cast<std::size_t>(count)) : std::string();
}

// Paths of the locks that are held, for a signal handler: no memory is asked for, and no lock is waited for.
constexpr std::size_t most_locks = 8;
std::array<std::atomic<const char*>, most_locks> held_paths{};
static_assert(std::atomic<const char*>::is_always_lock_free, "or a handler may not touch it");

void replace_held_path(const char* old_path, const char* new_path) {
  for (std::atomic<const char*>& held : held_paths) {
    const char* expected = old_path;
    if (held.compare_exchange_strong(expected, new_path)) return;
  }
}

}  // namespace

void remove_lock_files() noexcept {
  for (const std::atomic<const char*>& held : held_paths) {
    const char* path = held;
    if (path != nullptr) ::unlink(path);
  }
}

FileLock::FileLock(std::string path) : path_(std::move(path)) {
  while (true) {
    const int opened = ::open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOCTTY | O_NOFOLLOW, 0666);
    if (opened < 0) fail_with_reason("write", path_, errno);
    if (::flock(opened, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
      holder_ = content_of(opened);
      ::close(opened);
      return;
    }
    if (is_at(opened, path_)) {
      descriptor_ = opened;
      break;
    }
    ::close(opened);
  }
  replace_held_path(nullptr, path_.c_str());
  // For people only: on a full disk the lock holds without it.
  const std::string number = std::to_string(::getpid());
  if (::ftruncate(descriptor_, 0) == 0) {
    [[maybe_unused]] const ssize_t written = ::pwrite(descriptor_, number.data(), number.size(), 0);
  }
}

FileLock::~FileLock() {
  if (!held()) return;
  replace_held_path(path_.c_str(), nullptr);
  ::unlink(path_.c_str());
  ::close(descriptor_);
}

}  // namespace elman::system
