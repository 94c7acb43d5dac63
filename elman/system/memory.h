// How much memory there can be.
#pragma once

#include <cstdint>
#include <string>

namespace elman::system {

// Bytes that this process may use at most: the machine's memory or, if that is smaller, its limit of address space
// (ulimit -v) or of its control groups (containers, services). The largest number if the system does not say.
std::uint64_t memory_limit();

// The smallest limit among the process's control groups, version 1 or 2, and the groups that contain them; the largest
// number if there is none. `root` is the folder in which proc/ and sys/ are.
std::uint64_t cgroup_memory_limit(const std::string& root = "/");

// Bytes that this process has had in memory at most so far.
std::uint64_t peak_memory();

}  // namespace elman::system
