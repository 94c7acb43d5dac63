#include "cli/out_of_memory.h"

#include <unistd.h>

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

}  // namespace

void end_calmly_without_memory() { before = std::set_terminate(end); }

}  // namespace elman::cli
