// Ctrl-C and SIGTERM while something is under way that can be saved.
#pragma once

#include <exception>

namespace elman::cli {

// While it lives, the first of these signals is remembered, and the second ends the program at once with exit code 130.
// There is one at a time.
class Interruption {
 public:
  Interruption();
  ~Interruption();
  Interruption(const Interruption&) = delete;
  Interruption& operator=(const Interruption&) = delete;

  static bool requested();
};

// Thrown when a verb has ended early and has said so; main makes exit code 130 of it.
class Interrupted : public std::exception {
 public:
  const char* what() const noexcept override { return "interrupted"; }
};

}  // namespace elman::cli
