#include "elman/system/memory.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <filesystem>
#include <limits>
#include <string>

#include "tests/support/temporary_files.h"

namespace elman::system {
namespace {

constexpr std::uint64_t unlimited = std::numeric_limits<std::uint64_t>::max();

// A system on which this process is in the given groups, as /proc/self/cgroup lists them.
class MemoryLimit : public testing::Test {
 protected:
  void set_groups(const std::string& lines) { put("proc/self/cgroup", lines); }
  void set_limit(const std::string& file, const std::string& content) { put("sys/fs/cgroup/" + file, content); }
  std::uint64_t limit() const { return cgroup_memory_limit(system_.folder()); }

 private:
  void put(const std::string& name, const std::string& content) {
    std::filesystem::create_directories(std::filesystem::path(system_.path(name)).parent_path());
    system_.put(name, content);
  }

  TemporaryFolder system_;
};

TEST_F(MemoryLimit, OfVersion2IsTheGroups) {
  set_groups("0::/user/job\n");
  set_limit("user/job/memory.max", "300000000\n");
  EXPECT_EQ(limit(), 300000000);
}

TEST_F(MemoryLimit, OfAContainingGroupCountsIfItIsSmaller) {
  set_groups("0::/user/job\n");
  set_limit("user/job/memory.max", "300000000\n");
  set_limit("user/memory.max", "200000000\n");
  EXPECT_EQ(limit(), 200000000);
}

TEST_F(MemoryLimit, OfTheWordMaxIsNone) {
  set_groups("0::/user/job\n");
  set_limit("user/job/memory.max", "max\n");
  EXPECT_EQ(limit(), unlimited);
}

TEST_F(MemoryLimit, OfVersion1IsThatOfTheMemoryController) {
  set_groups("5:cpu,cpuacct:/other\n4:hugetlb,memory:/job\n0::/\n");
  set_limit("memory/job/memory.limit_in_bytes", "400000000\n");
  set_limit("memory/other/memory.limit_in_bytes", "1\n");
  set_limit("memory/memory.limit_in_bytes", "9223372036854771712\n");
  EXPECT_EQ(limit(), 400000000);
}

TEST_F(MemoryLimit, InAContainerThatSeesOnlyItsOwnGroupIsThatOfTheRoot) {
  set_groups("4:memory:/docker/1234\n");
  set_limit("memory/memory.limit_in_bytes", "500000000\n");
  EXPECT_EQ(limit(), 500000000);
}

TEST_F(MemoryLimit, IsNoneWithoutControlGroups) {
  EXPECT_EQ(limit(), unlimited);
  set_groups("nonsense\n4:memory\n\n0::/\n");
  EXPECT_EQ(limit(), unlimited);
}

TEST_F(MemoryLimit, OfThisProcessIsAnAmountOfMemory) {
  EXPECT_GT(memory_limit(), 1U << 20);
  EXPECT_LE(memory_limit(), cgroup_memory_limit());
  EXPECT_LT(memory_limit(), unlimited);
}

TEST(PeakMemory, GrowsWithWhatIsUsedAndStays) {
  const std::uint64_t before = peak_memory();
  EXPECT_GT(before, 1U << 20);
  constexpr std::size_t bytes = std::size_t{256} << 20;
  EXPECT_NE(std::string(bytes, 'x').back(), ' ');
  const std::uint64_t with = peak_memory();
  EXPECT_GE(with, before);
  EXPECT_GE(with, std::uint64_t{bytes});
  EXPECT_GE(peak_memory(), with);
}

}  // namespace
}  // namespace elman::system
