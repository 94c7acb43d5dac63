#include "elman/system/memory.h"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <limits>
#include <string_view>

namespace elman::system {

namespace {

constexpr std::uint64_t unlimited = std::numeric_limits<std::uint64_t>::max();

// The number in a file. Unlimited for "max" and if there is no such file.
std::uint64_t limit_in(const std::string& path) {
  std::ifstream file(path);
  std::uint64_t limit = 0;
  return file >> limit ? limit : unlimited;
}

// The smallest limit from that group up to the root of its hierarchy. Inside a container the group's path may be that
// of the host, of which only the root is to be seen.
std::uint64_t smallest_limit(const std::string& hierarchy, std::string group, const std::string& file) {
  std::uint64_t limit = unlimited;
  while (true) {
    while (!group.empty() && group.back() == '/') group.pop_back();
    limit = std::min(limit, limit_in(hierarchy + group + "/" + file));
    if (group.empty()) return limit;
    group.resize(group.find_last_of('/') == std::string::npos ? 0 : group.find_last_of('/'));
  }
}

bool is_listed(std::string_view controllers, std::string_view wanted) {
  while (!controllers.empty()) {
    const std::size_t comma = std::min(controllers.find(','), controllers.size());
    if (controllers.substr(0, comma) == wanted) return true;
    controllers.remove_prefix(std::min(comma + 1, controllers.size()));
  }
  return false;
}

}  // namespace

std::uint64_t cgroup_memory_limit(const std::string& root) {
  const std::string groups = root + "/sys/fs/cgroup";
  std::uint64_t limit = unlimited;
  std::ifstream file(root + "/proc/self/cgroup");
  // Lines are "hierarchy:controllers:group"; version 2 is hierarchy 0 without controllers.
  for (std::string line; std::getline(file, line);) {
    const std::size_t first = line.find(':');
    const std::size_t second = first == std::string::npos ? first : line.find(':', first + 1);
    if (second == std::string::npos) continue;
    const std::string group = line.substr(second + 1);
    if (line.starts_with("0::")) {
      limit = std::min(limit, smallest_limit(groups, group, "memory.max"));
    } else if (is_listed(std::string_view(line).substr(first + 1, second - first - 1), "memory")) {
      limit = std::min(limit, smallest_limit(groups + "/memory", group, "memory.limit_in_bytes"));
    }
  }
  return limit;
}

std::uint64_t memory_limit() {
  std::uint64_t limit = cgroup_memory_limit();
  const long pages = ::sysconf(_SC_PHYS_PAGES);
  const long page = ::sysconf(_SC_PAGE_SIZE);
  if (pages > 0 && page > 0) {
    limit = std::min(limit, static_cast<std::uint64_t>(pages) * static_cast<std::uint64_t>(page));
  }
  rlimit address_space{};
  if (::getrlimit(RLIMIT_AS, &address_space) == 0 && address_space.rlim_cur != RLIM_INFINITY) {
    limit = std::min<std::uint64_t>(limit, address_space.rlim_cur);
  }
  return limit;
}

std::uint64_t peak_memory() {
  rusage usage{};
  if (::getrusage(RUSAGE_SELF, &usage) != 0) return 0;
  return static_cast<std::uint64_t>(usage.ru_maxrss) * 1024;
}

}  // namespace elman::system
