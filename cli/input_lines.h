// Lines of standard input or of a file, as they come.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "elman/text/text_file.h"

namespace elman::cli {

// Hands out what is there: of a file or a full pipe many lines at a time, of a terminal or a slow pipe each line as
// soon as it is complete. A byte order mark at the start and CR before LF are dropped; the last line need not end in
// LF.
class InputLines {
 public:
  // Standard input if the path is empty or "-", else a file, which gzip may have compressed. Throws IoError.
  explicit InputLines(const std::string& path);

  // Waits for at least one line; lines is replaced. False at the end of the input. Throws IoError with the system's
  // reason, DataError for a line that is longer than any input to a model is meant to be.
  bool next(std::vector<std::string>& lines);

  const std::string& name() const { return name_; }
  std::size_t lines_read() const { return lines_read_; }  // of all calls

 private:
  bool is_ready() const;
  bool fill();
  void take(std::string_view text, std::vector<std::string>& lines);

  std::optional<text::TextFile> file_;
  int descriptor_;
  std::string name_;        // for messages
  std::string unfinished_;  // the beginning of a line
  bool at_end_ = false;
  std::size_t lines_read_ = 0;
};

}  // namespace elman::cli
