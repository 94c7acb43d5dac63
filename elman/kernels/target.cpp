#include "elman/kernels/target.h"

#include <array>
#include <cstdlib>
#include <stdexcept>

#define HWY_TARGET_INCLUDE "elman/kernels/target.cpp"
#include "elman/kernels/dispatch.h"
#include "hwy/highway.h"

#if HWY_ONCE
namespace elman::kernels {

std::atomic<int> chosen_target{-1};

namespace {

struct Target {
  const char* name;
  bool built;
};

// In the order of ELMAN_DISPATCH's tables, best first.
constexpr std::array<Target, 5> targets = {{
    {"avx512", (HWY_TARGETS & HWY_AVX3) != 0},
    {"avx2", (HWY_TARGETS & HWY_AVX2) != 0},
    {"sse4", (HWY_TARGETS & HWY_SSE4) != 0},
    {"neon", (HWY_TARGETS & HWY_NEON) != 0},
    {"scalar", true},
}};

// Whether processor and operating system offer all that the compiler may use for the target. F16C, which Highway's AVX2
// includes, comes with every AVX2 processor.
bool supported(int index) {
#if HWY_ARCH_X86
  __builtin_cpu_init();
  const bool sse4 = __builtin_cpu_supports("sse4.1") && __builtin_cpu_supports("sse4.2") &&
                    __builtin_cpu_supports("pclmul") && __builtin_cpu_supports("aes");
  const bool avx2 = sse4 && __builtin_cpu_supports("avx") && __builtin_cpu_supports("avx2") &&
                    __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("fma");
  const bool avx512 = avx2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
                      __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw");
  const std::array<bool, 5> has = {avx512, avx2, sse4, false, true};
  return has[static_cast<std::size_t>(index)];
#else
  return index >= 3;  // a build with NEON is made for processors that have it
#endif
}

bool available(int index) { return targets[static_cast<std::size_t>(index)].built && supported(index); }

// Position of the available target of that name, or -1.
int find(const std::string& name) {
  for (int i = 0; i < static_cast<int>(targets.size()); ++i) {
    if (available(i) && targets[static_cast<std::size_t>(i)].name == name) return i;
  }
  return -1;
}

int find_or_throw(const std::string& name, const std::string& asked_by) {
  const int index = find(name);
  if (index >= 0) return index;
  std::string names;
  for (const std::string& target : available_targets()) names += (names.empty() ? "" : ", ") + target;
  throw std::invalid_argument(asked_by + ": target \"" + name + "\" is not available here; choose one of: " + names);
}

}  // namespace

int choose_target() {
  const char* wanted = std::getenv("ELMAN_TARGET");
  const int index =
      wanted != nullptr && *wanted != '\0' ? find_or_throw(wanted, "ELMAN_TARGET") : find(available_targets().front());
  chosen_target.store(index, std::memory_order_relaxed);
  return index;
}

std::string target_name() { return targets[static_cast<std::size_t>(target_index())].name; }

std::vector<std::string> available_targets() {
  std::vector<std::string> names;
  for (int i = 0; i < static_cast<int>(targets.size()); ++i) {
    if (available(i)) names.emplace_back(targets[static_cast<std::size_t>(i)].name);
  }
  return names;
}

void use_target(const std::string& name) {
  chosen_target.store(find_or_throw(name, "use_target"), std::memory_order_relaxed);
}

}  // namespace elman::kernels
#endif  // HWY_ONCE
