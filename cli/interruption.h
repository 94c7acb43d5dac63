// Ctrl-C, SIGTERM, and readers that leave.
#pragma once

#include <exception>

namespace elman::cli {

// From now on, Ctrl-C and SIGTERM end the program with exit code 130, and say so; one that was ignored when the program
// began stays ignored, as under nohup. A reader of the output or the log that has gone is an error of writing, not the
// end of the program, and so is a limit of file sizes.
void handle_signals();

// While it lives, the first of these signals is remembered, and only the second ends the program. There is one at a
// time.
class Interruption {
 public:
  Interruption();
  ~Interruption();
  Interruption(const Interruption&) = delete;
  Interruption& operator=(const Interruption&) = delete;

  static bool requested();
  // Says whether the terminal's last line is unfinished, so that a message clears it first.
  static void line_is_drawn(bool drawn);
};

// Thrown when a verb has ended early and has said so; main makes exit code 130 of it.
class Interrupted : public std::exception {
 public:
  const char* what() const noexcept override { return "interrupted"; }
};

}  // namespace elman::cli
