// Where a model and its checkpoint may go: refused before anything is read, and what is there stays as it is.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <string>

#include "elman/error.h"
#include "elman/run/training.h"
#include "elman/system/file_lock.h"
#include "tests/support/messages.h"
#include "tests/support/temporary_files.h"

namespace elman::test {
namespace {

namespace fs = std::filesystem;

class OutputPlace : public testing::Test {
 protected:
  OutputPlace() { folder.put("data.tsv", data); }

  // Data that cannot be read, so that the message tells whether it was looked at.
  std::string message(const std::string& model, bool force = true, bool resume = false) const {
    const run::Request request{.files = {.train = folder.path("data.tsv"), .dev = {}},
                               .model = model.starts_with('/') ? model : folder.path(model),
                               .resume = resume,
                               .force = force};
    return message_of<UsageError>([&] {
      run::Listener listener;
      run::train(request, listener);
    });
  }

  const std::string data = "no tab\n";
  TemporaryFolder folder;
};

TEST_F(OutputPlace, IsNoPipeOrDevice) {
  ASSERT_EQ(::mkfifo(folder.path("pipe").c_str(), 0600), 0);
  EXPECT_NE(message("pipe").find("found a device or a pipe"), std::string::npos);
  for (const std::string path : {"/dev/stdout", "/dev/null", "/dev/fd/1", "/proc/self/fd/1"}) {
    EXPECT_NE(message(path).find("found a device or a pipe"), std::string::npos) << path;
  }
  ASSERT_EQ(::mkfifo(folder.path("m.checkpoint").c_str(), 0600), 0);
  EXPECT_NE(message("m").find("m.checkpoint: found a device or a pipe"), std::string::npos);
}

TEST_F(OutputPlace, IsNotTheDataUnderAnyName) {
  fs::create_symlink(folder.path("data.tsv"), folder.path("link"));
  fs::create_hard_link(folder.path("data.tsv"), folder.path("name"));
  for (const std::string model : {"data.tsv", "link", "name", "./data.tsv"}) {
    EXPECT_NE(message(model).find("is data that is read"), std::string::npos) << model;
  }
  fs::create_symlink(folder.path("data.tsv"), folder.path("m.checkpoint"));
  EXPECT_NE(message("m").find("m.checkpoint: is data that is read"), std::string::npos);
  EXPECT_EQ(bytes_of_file(folder.path("data.tsv")), data);
}

TEST_F(OutputPlace, IsWritable) {
  fs::create_symlink(folder.path("absent"), folder.path("dangling"));
  fs::create_directory(folder.path("folder"));
  run::Listener listener;
  for (const std::string model : {"dangling", "folder", "absent/m"}) {
    const run::Request request{
        .files = {.train = folder.path("data.tsv"), .dev = {}}, .model = folder.path(model), .force = true};
    EXPECT_THROW(run::train(request, listener), IoError) << model;
  }
}

TEST_F(OutputPlace, BelongsToOneRunAtATime) {
  fs::create_symlink(folder.path("m"), folder.path("other name"));
  const system::FileLock lock(folder.path(".elman-m.lock"));
  ASSERT_TRUE(lock.held());
  EXPECT_NE(message("m").find("is training this model"), std::string::npos);
  folder.put("m", "a model");
  EXPECT_NE(message("other name").find("is training this model"), std::string::npos);
  EXPECT_NE(message("m", false).find("is training this model"), std::string::npos);
}

}  // namespace
}  // namespace elman::test
