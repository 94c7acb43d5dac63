// Whenever the power fails while a file is saved, the old or the new one is there, complete.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdio>
#include <functional>
#include <set>
#include <string>

#include "elman/system/atomic_file.h"
#include "elman/train/checkpoint.h"
#include "tests/support/disk_recorder.h"
#include "tests/support/messages.h"
#include "tests/support/temporary_files.h"
#include "tests/support/transducers.h"

namespace elman::test {
namespace {

// What may be found at the path: "old", "new", "absent", "torn".
struct Found {
  std::set<std::string> anywhere;
  std::set<std::string> at_the_end;  // when save() has returned
  std::size_t failures = 0;
};

Found found_after_power_failures(const std::string& path, const std::function<void()>& save) {
  DiskContent before;
  if (std::filesystem::exists(path)) before[path] = bytes_of_file(path);
  std::vector<DiskCall> calls;
  {
    const DiskRecorder recorder;
    save();
    calls = recorder.calls();
  }
  const std::string new_bytes = bytes_of_file(path);
  Found found;
  visit_power_failures(before, calls, [&](const DiskContent& disk, std::size_t prefix) {
    ++found.failures;
    const auto file = disk.find(path);
    std::string state = "torn";
    if (file == disk.end()) {
      state = "absent";
    } else if (file->second == new_bytes) {
      state = "new";
    } else if (before.contains(path) && file->second == before[path]) {
      state = "old";
    }
    found.anywhere.insert(state);
    if (prefix == calls.size()) found.at_the_end.insert(state);
  });
  return found;
}

using States = std::set<std::string>;

TEST(PowerFailure, LeavesTheOldOrTheNewFile) {
  const TemporaryFolder folder;
  const std::string path = folder.put("file", std::string(3000, 'o'));
  const Found found = found_after_power_failures(path, [&] {
    system::write_file_atomically(path, [](system::File& file) {
      for (int piece = 0; piece < 5; ++piece) file.write(std::string(700, static_cast<char>('a' + piece)));
    });
  });
  EXPECT_EQ(found.anywhere, (States{"old", "new"}));
  EXPECT_EQ(found.at_the_end, States{"new"});
  EXPECT_GT(found.failures, 50U);
}

TEST(PowerFailure, LeavesANewFileAbsentOrComplete) {
  const TemporaryFolder folder;
  const std::string path = folder.path("file");
  const Found found =
      found_after_power_failures(path, [&] { system::write_file_atomically(path, std::string(2000, 'n')); });
  EXPECT_EQ(found.anywhere, (States{"absent", "new"}));
  EXPECT_EQ(found.at_the_end, States{"new"});
}

TEST(PowerFailure, LeavesAModelAndACheckpointWhole) {
  const TemporaryFolder folder;
  const std::string path = folder.path("m");
  const TransducerPointer model = small_transducer();
  tasks::save(path, *small_transducer({}, 7));
  Found found = found_after_power_failures(path, [&] { tasks::save(path, *model); });
  EXPECT_EQ(found.anywhere, (States{"old", "new"}));
  EXPECT_EQ(found.at_the_end, States{"new"});
  found = found_after_power_failures(path, [&] {
    train::save_checkpoint(path, model->network(), {}, {.weights = {Tensor({3, 100})}});
  });
  EXPECT_EQ(found.anywhere, (States{"old", "new"}));
}

// What the other tests could not find would prove nothing.
TEST(PowerFailure, WithoutSyncWouldLeaveATornFile) {
  const TemporaryFolder folder;
  const std::string path = folder.put("file", "old");
  const std::string temporary = folder.path("temporary");
  const auto save = [&](bool sync, bool sync_folder) {
    system::File file = system::File::create_new(temporary, 0600);
    file.write(std::string(2000, 'n'));
    if (sync) file.sync();
    file.close();
    ASSERT_EQ(std::rename(temporary.c_str(), path.c_str()), 0);
    if (!sync_folder) return;
    const int descriptor = ::open(folder.folder().c_str(), O_RDONLY | O_DIRECTORY);
    EXPECT_EQ(::fsync(descriptor), 0);
    ::close(descriptor);
  };
  EXPECT_TRUE(found_after_power_failures(path, [&] { save(false, true); }).anywhere.contains("torn"));
  folder.put("file", "old");
  EXPECT_EQ(found_after_power_failures(path, [&] { save(true, false); }).at_the_end, (States{"old", "new"}));
  folder.put("file", "old");
  EXPECT_EQ(found_after_power_failures(path, [&] { save(true, true); }).at_the_end, States{"new"});
}

}  // namespace
}  // namespace elman::test
