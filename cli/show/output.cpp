#include "cli/show/output.h"

#include <cerrno>
#include <cstdio>
#include <system_error>

#include "elman/error.h"

namespace elman::cli {

bool write_out(std::string_view text) {
  errno = 0;
  if (std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0) return true;
  if (errno == EPIPE) return false;
  throw IoError("cannot write to standard output: " + std::generic_category().message(errno));
}

}  // namespace elman::cli
