#include "elman/text/line_reader.h"

#include <algorithm>
#include <cstring>
#include <span>
#include <utility>

#include "elman/error.h"
#include "elman/text/text_format.h"
#include "elman/text/unicode.h"

namespace elman::text {

std::string describe(const Line& line, std::size_t offset, const std::string& found, const std::string& what_to_do) {
  return std::string(line.file) + ":" + std::to_string(line.number) + ":" + std::to_string(offset + 1) + ": " + found +
         "; " + what_to_do;
}

void fail(const Line& line, std::size_t offset, const std::string& found, const std::string& what_to_do) {
  throw DataError(describe(line, offset, found, what_to_do));
}

void check_text(const Line& line) {
  if (line.cut) {
    fail(line, line.text.size(), "found a line of more than " + std::to_string(longest_line) + " bytes, expected pairs",
         "end each pair with a line break");
  }
  const std::size_t nul = line.text.find('\0');
  const std::size_t at = std::min(nul, find_invalid_utf8(line.text));
  if (at == std::string_view::npos) return;
  std::string found = at == nul ? "found a NUL byte" : "found byte " + display(line.text.substr(at, 1));
  std::string what_to_do = "convert it to UTF-8";
  if (line.offset) {
    const bool utf16 = *line.offset == 0 && (line.text.starts_with("\xFF\xFE") || line.text.starts_with("\xFE\xFF"));
    found += " (byte " + std::to_string(*line.offset + at + 1) + " of the file)";
    what_to_do =
        utf16 ? "the file looks like UTF-16: convert it to UTF-8" : "convert the file to UTF-8 or fix this line";
  }
  fail(line, at, found + ", expected UTF-8 text", what_to_do);
}

void check_features(const Line& line, std::string_view features, std::size_t offset) {
  const std::size_t bad = find_unbalanced_bracket(features);
  if (bad == std::string_view::npos) return;
  fail(line, offset + bad, "found an unmatched '" + std::string(1, features[bad]) + "', expected balanced brackets",
       "add or remove a bracket in the features " + display(features));
}

bool LineReader::fill() {
  begin_ = 0;
  end_ = file_.read_at(read_, std::as_writable_bytes(std::span(buffer_)));
  read_ += end_;
  return end_ > 0;
}

Line LineReader::take(std::string_view text, std::size_t bytes) {
  Line line{.text = text, .file = file_.path(), .number = ++number_, .offset = offset_, .cut = text.size() < bytes};
  offset_ += bytes;
  if (line.number == 1 && line.text.starts_with("\xEF\xBB\xBF")) {
    line.text.remove_prefix(3);
    line.offset = 3;
  }
  while (line.text.ends_with('\r')) line.text.remove_suffix(1);
  return line;
}

bool LineReader::next(Line& line) {
  long_line_.clear();
  std::size_t length = 0;  // of the line, of which long_line_ keeps no more than longest_line
  const auto add = [&](std::string_view piece) {
    long_line_.append(piece.substr(0, longest_line - std::min(longest_line, long_line_.size())));
    length += piece.size();
  };
  while (begin_ < end_ || fill()) {
    const char* start = buffer_.data() + begin_;
    const auto* newline = static_cast<const char*>(std::memchr(start, '\n', end_ - begin_));
    const char* stop = newline != nullptr ? newline : buffer_.data() + end_;
    const std::string_view piece(start, static_cast<std::size_t>(stop - start));
    begin_ += piece.size() + (newline != nullptr ? 1 : 0);
    if (newline == nullptr) {
      add(piece);
      continue;
    }
    if (length > 0) add(piece);
    line = length == 0 ? take(piece, piece.size()) : take(long_line_, length);
    ++offset_;
    return true;
  }
  if (length == 0) return false;
  line = take(long_line_, length);
  return true;
}

}  // namespace elman::text
