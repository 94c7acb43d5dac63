// Lines of a file, and errors that say where in them something is wrong.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "elman/text/text_file.h"

namespace elman::text {

struct Line {
  std::string_view text;                   // without its end; valid until the next line is read
  std::string_view file;                   // its name, for messages
  std::size_t number = 0;                  // from 1
  std::optional<std::size_t> offset = {};  // of the text's first byte in the file; none if there is no file
  bool cut = false;                        // longer than longest_line: the rest is left out
};

constexpr std::size_t longest_line = std::size_t{1} << 20;  // bytes

// "file:line:column: found; what to do". offset is the byte in the line.
std::string describe(const Line& line, std::size_t offset, const std::string& found, const std::string& what_to_do);
// Throws DataError with that message.
[[noreturn]] void fail(const Line& line, std::size_t offset, const std::string& found, const std::string& what_to_do);

// Throws DataError if the line has NUL bytes, is not UTF-8 or was cut.
void check_text(const Line& line);
// Throws DataError for an unmatched bracket; features start at `offset` of the line.
void check_features(const Line& line, std::string_view features, std::size_t offset);

// Reads a file, which has to outlive it, in blocks from the beginning. A byte order mark at the start and CRs
// before LF are dropped; the last line need not end in LF. Throws IoError with the system's reason.
class LineReader {
 public:
  explicit LineReader(const TextFile& file) : file_(file) {}

  // False at the end of the file.
  bool next(Line& line);

 private:
  bool fill();
  Line take(std::string_view text, std::size_t bytes);

  const TextFile& file_;
  std::uint64_t read_ = 0;  // bytes of the file
  std::array<char, 1 << 16> buffer_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  std::string long_line_;  // a line that goes beyond the buffer's end
  std::size_t number_ = 0;
  std::size_t offset_ = 0;
};

}  // namespace elman::text
