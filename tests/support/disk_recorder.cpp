#include "tests/support/disk_recorder.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <utility>

namespace elman::test {

namespace {

DiskRecorder* recorder = nullptr;

mode_t mode_of(int descriptor) {
  struct stat status {};
  return ::fstat(descriptor, &status) == 0 ? status.st_mode : 0;
}

std::string path_of(int descriptor) {
  return std::filesystem::read_symlink("/proc/self/fd/" + std::to_string(descriptor)).string();
}

// A file apart from its names: what a rename moves.
struct File {
  std::string synced;
  std::string pending;  // no fsync has followed yet
};

struct Disk {
  std::vector<File> files;
  std::map<std::string, std::size_t> names;  // -> files
};

void apply(const DiskCall& call, Disk& disk) {
  using Kind = DiskCall::Kind;
  if (call.kind == Kind::write || call.kind == Kind::sync) {
    const auto [name, is_new] = disk.names.try_emplace(call.path, disk.files.size());
    if (is_new) disk.files.emplace_back();
    File& file = disk.files[name->second];
    file.pending += call.bytes;
    if (call.kind == Kind::sync) file.synced += std::exchange(file.pending, "");
  } else if (call.kind == Kind::rename) {
    const auto moved = disk.names.extract(call.path);
    if (!moved.empty()) disk.names[call.to] = moved.mapped();
  } else if (call.kind == Kind::unlink) {
    disk.names.erase(call.path);
  }
}

bool changes_names(const DiskCall& call) {
  return call.kind == DiskCall::Kind::rename || call.kind == DiskCall::Kind::unlink;
}

// The disk after the first `prefix` calls, of whose changes of names only the first `names` have reached it.
Disk disk_after(const DiskContent& before, const std::vector<DiskCall>& calls, std::size_t prefix, std::size_t names) {
  Disk all;
  for (const auto& [name, bytes] : before) {
    all.names[name] = all.files.size();
    all.files.push_back({bytes, ""});
  }
  Disk reached = all;
  std::size_t changes = 0;
  for (std::size_t i = 0; i < prefix; ++i) {
    apply(calls[i], all);
    if (!changes_names(calls[i])) {
      // A file that is new has its name as soon as its bytes; what was renamed later keeps the old name until then.
      for (const auto& [name, file] : all.names) {
        if (file >= reached.files.size()) reached.names.try_emplace(name, file);
      }
    } else if (changes++ < names) {
      apply(calls[i], reached);
    }
    reached.files = all.files;
  }
  return reached;
}

}  // namespace

DiskRecorder::DiskRecorder() { recorder = this; }
DiskRecorder::~DiskRecorder() { recorder = nullptr; }

void visit_power_failures(const DiskContent& before, const std::vector<DiskCall>& calls,
                          const std::function<void(const DiskContent&, std::size_t)>& visit) {
  constexpr std::size_t sector = 512;
  for (std::size_t prefix = 0; prefix <= calls.size(); ++prefix) {
    std::size_t changes = 0;
    std::size_t certain = 0;  // changes of names that a folder's fsync has followed
    for (std::size_t i = 0; i < prefix; ++i) {
      changes += changes_names(calls[i]) ? 1 : 0;
      if (calls[i].kind == DiskCall::Kind::sync_folder) certain = changes;
    }
    for (std::size_t names = certain; names <= changes; ++names) {
      const Disk disk = disk_after(before, calls, prefix, names);
      std::size_t longest = 0;
      for (const File& file : disk.files) longest = std::max(longest, file.pending.size());
      for (std::size_t kept = 0; kept < longest + sector; kept += sector) {
        for (const bool zeros : {false, true}) {
          DiskContent content;
          for (const auto& [name, number] : disk.names) {
            const File& file = disk.files[number];
            std::string bytes = file.synced + file.pending.substr(0, kept);
            if (zeros) bytes.resize(file.synced.size() + file.pending.size());
            content[name] = std::move(bytes);
          }
          visit(content, prefix);
        }
      }
    }
  }
}

}  // namespace elman::test

// The linker sends the library's calls here (tests/CMakeLists.txt: --wrap).
using elman::test::DiskCall;

extern "C" {

ssize_t __real_write(int descriptor, const void* bytes, size_t count);  // NOLINT
int __real_fsync(int descriptor);                                       // NOLINT
int __real_rename(const char* from, const char* to);                    // NOLINT
int __real_unlink(const char* path);                                    // NOLINT

ssize_t __wrap_write(int descriptor, const void* bytes, size_t count) {  // NOLINT
  const ssize_t written = __real_write(descriptor, bytes, count);
  if (elman::test::recorder != nullptr && written > 0 && S_ISREG(elman::test::mode_of(descriptor))) {
    elman::test::recorder->record({DiskCall::Kind::write,
                                   elman::test::path_of(descriptor),
                                   {static_cast<const char*>(bytes), static_cast<std::size_t>(written)},
                                   {}});
  }
  return written;
}

int __wrap_fsync(int descriptor) {                                             // NOLINT
  if (elman::test::mode_of(descriptor) == 0) return __real_fsync(descriptor);  // no file: what the system says of that
  if (elman::test::recorder == nullptr) return 0;                              // tests need not wait for the disk
  const bool folder = S_ISDIR(elman::test::mode_of(descriptor));
  elman::test::recorder->record(
      {folder ? DiskCall::Kind::sync_folder : DiskCall::Kind::sync, elman::test::path_of(descriptor), {}, {}});
  return 0;
}

int __wrap_rename(const char* from, const char* to) {  // NOLINT
  const int result = __real_rename(from, to);
  if (elman::test::recorder != nullptr && result == 0) {
    elman::test::recorder->record({DiskCall::Kind::rename, from, {}, to});
  }
  return result;
}

int __wrap_unlink(const char* path) {  // NOLINT
  const int result = __real_unlink(path);
  if (elman::test::recorder != nullptr && result == 0) {
    elman::test::recorder->record({DiskCall::Kind::unlink, path, {}, {}});
  }
  return result;
}
}
