#include "elman/system/atomic_file.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <csignal>
#include <string>
#include <thread>
#include <vector>

#include "elman/error.h"
#include "tests/support/messages.h"
#include "tests/support/temporary_files.h"

namespace elman::system {
namespace {

namespace fs = std::filesystem;

mode_t permissions_of(const std::string& path) {
  struct stat status {};
  EXPECT_EQ(::stat(path.c_str(), &status), 0);
  return status.st_mode & 0777;
}

// No file of the process may grow beyond that many bytes while this lives.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes) : old_handler_(::signal(SIGXFSZ, SIG_IGN)) {
    ::getrlimit(RLIMIT_FSIZE, &old_limit_);
    const rlimit limit{.rlim_cur = bytes, .rlim_max = old_limit_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FileSizeLimit() {
    ::setrlimit(RLIMIT_FSIZE, &old_limit_);
    ::signal(SIGXFSZ, old_handler_);
  }
  FileSizeLimit(const FileSizeLimit&) = delete;
  FileSizeLimit& operator=(const FileSizeLimit&) = delete;

 private:
  rlimit old_limit_{};
  void (*old_handler_)(int);
};

TEST(AtomicFile, WritesAllPiecesAndLeavesNothingElse) {
  const TemporaryFolder folder;
  write_file_atomically(folder.path("model"), [](File& file) {
    file.write("one ");
    file.write(std::string_view("t\0o", 3));
    file.write("");
  });
  EXPECT_EQ(bytes_of_file(folder.path("model")), std::string("one t\0o", 7));
  EXPECT_EQ(folder.names(), std::set<std::string>{"model"});
}

TEST(AtomicFile, ReplacesAFileAndKeepsItsPermissions) {
  const TemporaryFolder folder;
  const std::string path = folder.put("model", "old");
  ASSERT_EQ(::chmod(path.c_str(), 0640), 0);
  write_file_atomically(path, "new");
  EXPECT_EQ(bytes_of_file(path), "new");
  EXPECT_EQ(permissions_of(path), 0640U);
}

TEST(AtomicFile, GivesANewFileThePermissionsThatTheUserWants) {
  const TemporaryFolder folder;
  const mode_t old = ::umask(027);
  write_file_atomically(folder.path("model"), "new");
  ::umask(old);
  EXPECT_EQ(permissions_of(folder.path("model")), 0640U);
}

TEST(AtomicFile, ShowsTheOldFileUntilTheNewOneIsComplete) {
  const TemporaryFolder folder;
  const std::string path = folder.put("model", "old");
  write_file_atomically(path, [&](File& file) {
    file.write("new");
    EXPECT_EQ(bytes_of_file(path), "old");
  });
  EXPECT_EQ(bytes_of_file(path), "new");
}

TEST(AtomicFile, WritesInTheCurrentFolderToo) {
  const TemporaryFolder folder;
  const fs::path before = fs::current_path();
  fs::current_path(folder.folder());
  write_file_atomically("model", "here");
  fs::current_path(before);
  EXPECT_EQ(bytes_of_file(folder.path("model")), "here");
}

TEST(AtomicFile, AWriterThatThrowsLeavesTheOldFile) {
  const TemporaryFolder folder;
  const std::string path = folder.put("model", "old");
  const auto write = [&] {
    write_file_atomically(path, [](File& file) {
      file.write("half");
      throw UsageError("changed my mind");
    });
  };
  EXPECT_EQ(message_of<UsageError>(write), "changed my mind");
  EXPECT_EQ(bytes_of_file(path), "old");
  EXPECT_EQ(folder.names(), std::set<std::string>{"model"});
}

TEST(AtomicFile, AFullDiskLeavesTheOldFile) {
  const TemporaryFolder folder;
  const std::string path = folder.put("model", "old");
  std::string message;
  {
    const FileSizeLimit limit(1000);
    message = message_of<IoError>([&] { write_file_atomically(path, std::string(5000, 'x')); });
  }
  EXPECT_TRUE(contains(message, folder.folder()) && contains(message, "File too large")) << message;
  EXPECT_EQ(bytes_of_file(path), "old");
  EXPECT_EQ(folder.names(), std::set<std::string>{"model"});
}

TEST(AtomicFile, ARenameThatFailsRemovesTheTemporaryFile) {
  const TemporaryFolder folder;
  const std::string path = folder.path("model");
  const auto write = [&] { write_file_atomically(path, [&](File&) { fs::create_directory(path); }); };
  EXPECT_TRUE(contains(message_of<IoError>(write), path + ": Is a directory"));
  EXPECT_EQ(folder.names(), std::set<std::string>{"model"});
}

TEST(AtomicFile, SaysWhyAPathCannotBeWritten) {
  const TemporaryFolder folder;
  const std::string file = folder.put("file", "content");
  const auto message = [](const std::string& path) {
    return message_of<IoError>([&] { write_file_atomically(path, "x"); });
  };
  EXPECT_EQ(message(folder.folder()), "cannot write: " + folder.folder() + ": Is a directory");
  EXPECT_TRUE(contains(message(folder.path("missing/model")), "No such file or directory"));
  EXPECT_EQ(message(file + "/model"), "cannot write: " + file + "/model: Not a directory");
  EXPECT_TRUE(contains(message(folder.path("new/")), "expected the name of a file"));
  EXPECT_TRUE(contains(message(""), "expected the name of a file"));
  EXPECT_TRUE(contains(message(folder.path(std::string(300, 'x'))), "File name too long"));
  EXPECT_EQ(folder.names(), std::set<std::string>{"file"});
}

// Root may write every file, and so does as nobody what it does meanwhile.
class NotAsRoot {
 public:
  explicit NotAsRoot(std::initializer_list<std::string> paths) : was_root_(::geteuid() == 0) {
    if (!was_root_) return;
    bool fine = true;
    for (const std::string& path : paths) fine = fine && ::chown(path.c_str(), nobody, nobody) == 0;
    EXPECT_TRUE(fine && ::seteuid(nobody) == 0);
  }
  NotAsRoot(const NotAsRoot&) = delete;
  NotAsRoot& operator=(const NotAsRoot&) = delete;
  ~NotAsRoot() {
    const bool is_root = !was_root_ || ::seteuid(0) == 0;
    EXPECT_TRUE(is_root);
  }

 private:
  static constexpr uid_t nobody = 65534;
  bool was_root_;
};

TEST(AtomicFile, AReadOnlyFileIsKept) {
  const TemporaryFolder folder;
  const std::string path = folder.put("model", "old");
  ASSERT_EQ(::chmod(path.c_str(), 0444), 0);
  const NotAsRoot somebody{folder.path(""), path};
  EXPECT_TRUE(contains(message_of<IoError>([&] { write_file_atomically(path, "new"); }), "Permission denied"));
  EXPECT_EQ(bytes_of_file(path), "old");
}

TEST(AtomicFile, ASymbolicLinkIsKeptAndItsTargetReplaced) {
  const TemporaryFolder folder;
  fs::create_directory(folder.path("disk"));
  const std::string target = folder.put("disk/model", "old");
  fs::create_symlink("disk/model", folder.path("link"));
  write_file_atomically(folder.path("link"), "new");
  EXPECT_TRUE(fs::is_symlink(folder.path("link")));
  EXPECT_EQ(bytes_of_file(target), "new");
  fs::remove(target);
  const std::string message = message_of<IoError>([&] { write_file_atomically(folder.path("link"), "newer"); });
  EXPECT_TRUE(contains(message, "points to nothing")) << message;
}

// A node of the test's own: a writer that does replace devices, run by root, would take the machine's.
TEST(AtomicFile, ADeviceIsWrittenAndNeverReplaced) {
  const TemporaryFolder folder;
  const std::string full = folder.path("full");
  const std::string null = folder.path("null");
  if (::mknod(full.c_str(), S_IFCHR | 0666, makedev(1, 7)) != 0 ||
      ::mknod(null.c_str(), S_IFCHR | 0666, makedev(1, 3)) != 0) {
    GTEST_SKIP() << "only root makes device nodes";
  }
  const std::string message = message_of<IoError>([&] { write_file_atomically(full, "x"); });
  if (message.find("ermission denied") != std::string::npos) GTEST_SKIP() << "devices are switched off here";
  EXPECT_EQ(message, "cannot write: " + full + ": No space left on device");
  write_file_atomically(null, "x");
  EXPECT_TRUE(fs::is_character_file(full));
  EXPECT_TRUE(fs::is_character_file(null));
}

TEST(AtomicFile, WritersAtTheSameMomentLeaveOneCompleteFile) {
  const TemporaryFolder folder;
  const std::string path = folder.path("model");
  std::vector<std::thread> writers;
  for (const char letter : {'a', 'b', 'c', 'd'}) {
    writers.emplace_back([&path, letter] {
      for (int i = 0; i < 5; ++i) {
        write_file_atomically(path, [letter](File& file) {
          for (int piece = 0; piece < 100; ++piece) file.write(std::string(10, letter));
        });
      }
    });
  }
  for (std::thread& writer : writers) writer.join();
  const std::string content = bytes_of_file(path);
  EXPECT_EQ(content, std::string(1000, content.at(0)));
  EXPECT_EQ(folder.names(), std::set<std::string>{"model"});
}

TEST(ReadFile, ReturnsAllBytesUpToTheLimit) {
  const TemporaryFolder folder;
  for (const std::size_t size : {0UL, 1UL, 65'535UL, 65'536UL, 65'537UL, 300'000UL}) {
    std::string content(size, 'x');
    if (size > 0) content.back() = '\0';
    const std::string path = folder.put("file", content);
    EXPECT_EQ(read_file(path, size), content);
    EXPECT_EQ(read_file(path, size + 1'000'000), content);
    if (size == 0) continue;
    const std::string message = message_of<DataError>([&] { read_file(path, size - 1); });
    EXPECT_TRUE(contains(message, path + ": found more than " + std::to_string(size - 1))) << message;
  }
}

TEST(ReadFile, ReadsFilesWhoseSizeTheSystemDoesNotKnow) { EXPECT_FALSE(read_file("/proc/self/stat", 10'000).empty()); }

TEST(ReadFile, AnEndlessDeviceStopsAtTheLimit) {
  EXPECT_TRUE(contains(message_of<DataError>([] { read_file("/dev/zero", 1'000'000); }), "1000000"));
}

TEST(ReadFile, SaysWhyAFileCannotBeRead) {
  const TemporaryFolder folder;
  const auto message = [](const std::string& path) { return message_of<IoError>([&] { read_file(path, 100); }); };
  EXPECT_EQ(message(folder.path("none")), "cannot read: " + folder.path("none") + ": No such file or directory");
  EXPECT_EQ(message(folder.folder()), "cannot read: " + folder.folder() + ": Is a directory");
  EXPECT_TRUE(contains(message("/proc/self/mem"), "Input/output error"));  // the start of a process is not mapped
}

}  // namespace
}  // namespace elman::system
