// To be loaded before a program (LD_PRELOAD): lets one of its allocations fail, counted from the beginning of main().
//
// ELMAN_ALLOCATIONS=FILE: writes the number of each allocation that has another call stack than all before it.
// ELMAN_FAIL=N: allocation N gives no memory; ELMAN_FAIL_FROM=N: nor does any after it.
#include <dlfcn.h>
#include <fcntl.h>
#include <unistd.h>
#include <unwind.h>

#include <atomic>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

// What glibc's own functions are called beside their public names.
extern "C" {
void* __libc_malloc(std::size_t size);                           // NOLINT(bugprone-reserved-identifier)
void* __libc_calloc(std::size_t count, std::size_t size);        // NOLINT(bugprone-reserved-identifier)
void* __libc_realloc(void* memory, std::size_t size);            // NOLINT(bugprone-reserved-identifier)
void* __libc_memalign(std::size_t alignment, std::size_t size);  // NOLINT(bugprone-reserved-identifier)
}

namespace {

std::atomic<bool> counts{false};
std::atomic<std::uint64_t> count{0};
std::uint64_t first_to_fail = 0;  // 0: none
std::uint64_t last_to_fail = 0;
int list = -1;

constexpr std::size_t places = std::size_t{1} << 16;
std::uint64_t seen[places];  // hashes of call stacks; 0: free

struct Walk {
  std::uint64_t hash = 0xcbf29ce484222325;
  int frames = 0;
};

_Unwind_Reason_Code add_frame(_Unwind_Context* context, void* walk) {
  auto& to = *static_cast<Walk*>(walk);
  to.hash = (to.hash ^ _Unwind_GetIP(context)) * 0x100000001b3;
  return ++to.frames < 40 ? _URC_NO_REASON : _URC_END_OF_STACK;
}

bool is_new_stack() {
  Walk walk;
  _Unwind_Backtrace(add_frame, &walk);
  const std::uint64_t hash = walk.hash | 1;
  for (std::size_t i = 0; i < places; ++i) {
    std::uint64_t& place = seen[(hash + i) % places];
    if (place == hash) return false;
    if (place != 0) continue;
    place = hash;
    return true;
  }
  return false;
}

bool fails() {
  if (!counts) return false;
  const std::uint64_t number = ++count;
  if (list >= 0) {
    thread_local bool within = false;
    if (!within) {
      within = true;
      if (is_new_stack()) {
        char line[24];
        const int size = std::snprintf(line, sizeof line, "%llu\n", static_cast<unsigned long long>(number));
        if (write(list, line, static_cast<std::size_t>(size)) != size) _exit(99);
      }
      within = false;
    }
  }
  if (number < first_to_fail || number > last_to_fail) return false;
  errno = ENOMEM;
  return true;
}

std::uint64_t number_in(const char* name) {
  const char* text = std::getenv(name);
  return text == nullptr ? 0 : std::strtoull(text, nullptr, 10);
}

using Main = int (*)(int, char**, char**);
Main program = nullptr;

int begin(int argc, char** argv, char** environment) {
  if (const char* path = std::getenv("ELMAN_ALLOCATIONS")) list = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
  first_to_fail = last_to_fail = number_in("ELMAN_FAIL");
  if (first_to_fail == 0) {
    first_to_fail = number_in("ELMAN_FAIL_FROM");
    if (first_to_fail > 0) last_to_fail = UINT64_MAX;
  }
  counts = list >= 0 || first_to_fail > 0;
  return program(argc, argv, environment);
}

}  // namespace

extern "C" {
void* malloc(std::size_t size) { return fails() ? nullptr : __libc_malloc(size); }
void* calloc(std::size_t number, std::size_t size) { return fails() ? nullptr : __libc_calloc(number, size); }
void* realloc(void* memory, std::size_t size) { return fails() ? nullptr : __libc_realloc(memory, size); }
void* aligned_alloc(std::size_t alignment, std::size_t size) {
  return fails() ? nullptr : __libc_memalign(alignment, size);
}
void* memalign(std::size_t alignment, std::size_t size) { return fails() ? nullptr : __libc_memalign(alignment, size); }
int posix_memalign(void** memory, std::size_t alignment, std::size_t size) {
  if (fails()) return ENOMEM;
  *memory = __libc_memalign(alignment, size);
  return *memory == nullptr ? ENOMEM : 0;
}
int __libc_start_main(Main main, int argc, char** argv, void (*init)(), void (*fini)(), void (*loader_fini)(),
                      void* stack_end) {
  program = main;
  using Start = int (*)(Main, int, char**, void (*)(), void (*)(), void (*)(), void*);
  const auto start = reinterpret_cast<Start>(dlsym(RTLD_NEXT, "__libc_start_main"));
  return start(begin, argc, argv, init, fini, loader_fini, stack_end);
}
}
