#include "cli/input_lines.h"

#include <poll.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>

#include "elman/error.h"

namespace elman::cli {
namespace {

constexpr std::size_t enough_lines = 4096;                  // for large batches; bounds memory
constexpr std::size_t longest_line = std::size_t{1} << 20;  // bytes

bool is_standard_input(const std::string& path) { return path.empty() || path == "-"; }

}  // namespace

InputLines::InputLines(const std::string& path)
    : descriptor_(STDIN_FILENO), name_(is_standard_input(path) ? "stdin" : path) {
  if (is_standard_input(path)) return;
  descriptor_ = file_.emplace(path).file().descriptor();
  ::lseek(descriptor_, 0, SEEK_SET);  // of a pipe or gzip there is a copy
}

bool InputLines::next(std::vector<std::string>& lines) {
  lines.clear();
  while (!at_end_ && lines.size() < enough_lines && (lines.empty() || is_ready())) {
    const std::size_t searched = unfinished_.size();
    if (!fill()) {
      at_end_ = true;
      break;
    }
    std::size_t begin = 0;
    for (std::size_t end = unfinished_.find('\n', searched); end != std::string::npos;
         end = unfinished_.find('\n', begin)) {
      take(std::string_view(unfinished_).substr(begin, end - begin), lines);
      begin = end + 1;
    }
    unfinished_.erase(0, begin);
    if (unfinished_.size() > longest_line) {
      if (!lines.empty()) break;  // these first
      throw DataError(name_ + ":" + std::to_string(lines_read_ + 1) + ": found a line of more than " +
                      std::to_string(longest_line) + " bytes; put each source on a line of its own");
    }
  }
  if (at_end_ && !unfinished_.empty()) {
    take(unfinished_, lines);
    unfinished_.clear();
  }
  return !lines.empty();
}

// Whether reading would not wait (also at the end of the input).
bool InputLines::is_ready() const {
  pollfd wanted{descriptor_, POLLIN, 0};
  return ::poll(&wanted, 1, 0) > 0;
}

bool InputLines::fill() {
  std::array<char, 1 << 16> buffer;
  for (;;) {
    const ssize_t count = ::read(descriptor_, buffer.data(), buffer.size());
    if (count >= 0) {
      unfinished_.append(buffer.data(), static_cast<std::size_t>(count));
      return count > 0;
    }
    if (errno != EINTR) throw IoError("cannot read " + name_ + ": " + std::generic_category().message(errno));
  }
}

void InputLines::take(std::string_view text, std::vector<std::string>& lines) {
  if (lines_read_ == 0 && text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  while (text.ends_with('\r')) text.remove_suffix(1);
  lines.emplace_back(text);
  ++lines_read_;
}

}  // namespace elman::cli
