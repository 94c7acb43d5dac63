// A lock that one process holds at a time.
#pragma once

#include <string>

namespace elman::system {

// The lock of a file of its own, which is made for it and removed at the end. It goes with the process, however that
// ends; a file that a killed process has left locks nothing. On file systems without locks everybody gets it.
class FileLock {
 public:
  // Tries once. Throws IoError if the file cannot be made.
  explicit FileLock(std::string path);
  ~FileLock();
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;

  bool held() const { return descriptor_ >= 0; }
  // If another process has the lock: its number, as it wrote it into the file; else empty.
  const std::string& holder() const { return holder_; }

 private:
  std::string path_;
  int descriptor_ = -1;
  std::string holder_;
};

// Removes the files of all locks that this process holds, from a signal handler that is about to end it.
void remove_lock_files() noexcept;

}  // namespace elman::system
