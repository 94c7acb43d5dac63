#include "cli/out_of_memory.h"

#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cstddef>
#include <exception>
#include <new>
#include <string_view>

#include "cli/exit_codes.h"
#include "elman/system/file_lock.h"

namespace elman::cli {

namespace {

std::terminate_handler before = nullptr;

bool wants_memory() {
  try {
    if (const std::exception_ptr error = std::current_exception()) std::rethrow_exception(error);
  } catch (const std::bad_alloc&) {
    return true;
  } catch (...) {
  }
  return false;
}

[[noreturn]] void end() {
  if (!wants_memory()) before();
  for (const std::string_view part :
       {std::string_view("elman: "), std::string_view(out_of_memory), std::string_view("\n")}) {
    [[maybe_unused]] const ssize_t written = ::write(STDERR_FILENO, part.data(), part.size());
  }
  system::remove_lock_files();
  ::_exit(exit_other);
}

constexpr std::size_t stack_size = std::size_t{1} << 19;  // bytes

// From the top, as calls do.
[[gnu::noinline]] void touch_stack() {
  constexpr std::size_t page = 4096;
  [[maybe_unused]] volatile std::byte stack[stack_size];
  for (std::size_t at = stack_size; at >= page; at -= page) stack[at - 1] = std::byte{0};
}

}  // namespace

bool reserve_stack() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_STACK, &limit) != 0 || limit.rlim_cur < 2 * stack_size) return true;
  void* const as_much = ::mmap(nullptr, stack_size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (as_much == MAP_FAILED) return false;
  ::munmap(as_much, stack_size);
  touch_stack();
  return true;
}

void end_calmly_without_memory() { before = std::set_terminate(end); }

}  // namespace elman::cli
