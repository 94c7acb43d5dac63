#include "elman/system/file_lock.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <string>

#include "elman/error.h"
#include "tests/support/temporary_files.h"

namespace elman::test {
namespace {

TEST(FileLock, IsHeldByOneAtATimeAndGoesWithItsFile) {
  const TemporaryFolder folder;
  const std::string path = folder.path("m.lock");
  {
    const system::FileLock first(path);
    ASSERT_TRUE(first.held());
    EXPECT_EQ(first.holder(), "");
    const system::FileLock second(path);
    EXPECT_FALSE(second.held());
    EXPECT_EQ(second.holder(), std::to_string(::getpid()));
  }
  EXPECT_FALSE(std::filesystem::exists(path));
  EXPECT_TRUE(system::FileLock(path).held());
}

TEST(FileLock, AFileThatAKilledProcessHasLeftLocksNothing) {
  const TemporaryFolder folder;
  folder.put("m.lock", "4194305");
  const system::FileLock lock(folder.path("m.lock"));
  EXPECT_TRUE(lock.held());
  EXPECT_EQ(bytes_of_file(folder.path("m.lock")), std::to_string(::getpid()));
}

TEST(FileLock, AFolderThatIsNotThereIsAnError) {
  const TemporaryFolder folder;
  EXPECT_THROW(system::FileLock(folder.path("absent/m.lock")), IoError);
}

TEST(FileLock, ASignalHandlerRemovesWhatIsHeld) {
  const TemporaryFolder folder;
  const system::FileLock lock(folder.path("m.lock"));
  { const system::FileLock released(folder.path("released.lock")); }
  folder.put("released.lock", "another's");
  system::remove_lock_files();
  EXPECT_FALSE(std::filesystem::exists(folder.path("m.lock")));
  EXPECT_TRUE(std::filesystem::exists(folder.path("released.lock")));
}

}  // namespace
}  // namespace elman::test
