// Records what a piece of code does to the disk, and works out what a power failure would leave of it.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace elman::test {

// One call of the system that changes the disk, or waits for it.
struct DiskCall {
  enum class Kind { write, sync, sync_folder, rename, unlink };
  Kind kind;
  std::string path;   // of the file or folder
  std::string bytes;  // write: what was appended
  std::string to;     // rename
};

// While it lives, calls of write, fsync, rename and unlink on regular files and folders are recorded; they are carried
// out all the same. One at a time, and for one thread.
class DiskRecorder {
 public:
  DiskRecorder();
  ~DiskRecorder();
  DiskRecorder(const DiskRecorder&) = delete;
  DiskRecorder& operator=(const DiskRecorder&) = delete;

  const std::vector<DiskCall>& calls() const { return calls_; }
  void record(DiskCall call) { calls_.push_back(std::move(call)); }

 private:
  std::vector<DiskCall> calls_;
};

// Name -> bytes. A file that is not there has no entry.
using DiskContent = std::map<std::string, std::string>;

// Calls visit for every disk that may be found after a power failure: after each prefix of the calls; with the changes
// of names since the last fsync of a folder done up to any of them (file systems keep their order); with the bytes that
// no fsync has followed dropped, kept, or cut at each multiple of 512, the rest missing or zeros.
void visit_power_failures(const DiskContent& before, const std::vector<DiskCall>& calls,
                          const std::function<void(const DiskContent&, std::size_t prefix)>& visit);

}  // namespace elman::test
