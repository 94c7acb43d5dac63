#include "elman/text/text_file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <array>
#include <cstddef>
#include <cstdlib>
#include <fstream>
#include <string>
#include <thread>

#include "elman/data/text_pairs.h"
#include "elman/error.h"
#include "tests/support/messages.h"
#include "tests/support/temporary_files.h"

namespace elman::text {
namespace {

std::string text_of(const TextFile& file) {
  std::string text;
  std::array<std::byte, 7> piece;
  while (const std::size_t count = file.read_at(text.size(), piece)) {
    text.append(reinterpret_cast<const char*>(piece.data()), count);
  }
  return text;
}

// Writes into a pipe with a name, from a thread of its own, as another program would.
class Pipe {
 public:
  Pipe(const TemporaryFolder& folder, std::string text) : path_(folder.path("pipe")) {
    EXPECT_EQ(::mkfifo(path_.c_str(), 0600), 0);
    writer_ = std::thread([this, text = std::move(text)] { std::ofstream(path_) << text; });
  }
  ~Pipe() { writer_.join(); }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
  std::thread writer_;
};

TEST(TextFile, IsReadFromAnyOffsetAnyNumberOfTimes) {
  const TemporaryFolder folder;
  const TextFile file(folder.put("file", "abcdefghij"));
  EXPECT_EQ(file.size(), 10U);
  EXPECT_EQ(text_of(file), "abcdefghij");
  EXPECT_EQ(text_of(file), "abcdefghij");
  std::array<std::byte, 4> piece;
  EXPECT_EQ(file.read_at(8, piece), 2U);
  EXPECT_EQ(file.read_at(10, piece), 0U);
  EXPECT_EQ(file.read_at(11, piece), 0U);
}

TEST(TextFile, WhatIsAppendedLaterIsNotSeen) {
  const TemporaryFolder folder;
  const TextFile file(folder.put("file", "abc"));
  std::ofstream(folder.path("file"), std::ios::app) << "def";
  EXPECT_EQ(text_of(file), "abc");
}

TEST(TextFile, APipeCanBeReadAgain) {
  const TemporaryFolder folder;
  const std::string text(200'000, 'p');
  const Pipe pipe(folder, text + "q");
  const TextFile file(pipe.path());
  EXPECT_EQ(file.size(), text.size() + 1);
  EXPECT_EQ(text_of(file), text + "q");
  EXPECT_EQ(text_of(file), text + "q");
}

TEST(TextFile, PairsOfAPipeAreThoseOfAFile) {
  const TemporaryFolder folder;
  const Pipe pipe(folder, "olor\to l o r\npez\tp e th\n");
  const data::TextPairs read = data::read_text_pairs(pipe.path());
  EXPECT_EQ(read.format.target.kind, SymbolKind::space);  // which takes a reading of its own
  EXPECT_EQ(read.pairs.size(), 2U);
}

TEST(TextFile, AFileWithoutASizeIsRead) { EXPECT_FALSE(text_of(TextFile("/proc/self/stat")).empty()); }

TEST(TextFile, RemovesItsTemporaryFileAndNamesAFolderThatIsMissing) {
  const TemporaryFolder folder;
  const char* before = std::getenv("TMPDIR");
  const std::string kept = before == nullptr ? "" : before;
  ::setenv("TMPDIR", folder.folder().c_str(), 1);
  {
    const Pipe pipe(folder, "text");
    const TextFile file(pipe.path());
    EXPECT_EQ(folder.names(), std::set<std::string>{"pipe"});
  }
  ::setenv("TMPDIR", folder.path("none").c_str(), 1);
  const std::string message = message_of<IoError>([] { (void)TextFile("/dev/null"); });
  EXPECT_EQ(message, "cannot create: temporary file in " + folder.path("none") +
                         " (TMPDIR names another folder): No such file or directory");
  before == nullptr ? ::unsetenv("TMPDIR") : ::setenv("TMPDIR", kept.c_str(), 1);
}

}  // namespace
}  // namespace elman::text
