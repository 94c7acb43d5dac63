// The errors that the library throws. Only a program's main turns them into an exit code.
#pragma once

#include <stdexcept>
#include <string>

#include "elman/printable.h"

namespace elman {

// Base of everything thrown on purpose. The message says where, what was found, what was expected and what to do. It is
// one line that is safe to show, whatever text of strangers is in it.
class Error : public std::runtime_error {
 public:
  explicit Error(const std::string& message) : std::runtime_error(printable(message, longest_message)) {}
};

// The caller asked for something that cannot be: wrong shapes, contradictory options. Exit code 2.
class UsageError : public Error {
 public:
  using Error::Error;
};

// Input data that cannot be used; the message starts with file:line:column where there is one. Exit code 3.
class DataError : public Error {
 public:
  using Error::Error;
};

// A model file, or something in it, that cannot be used. Exit code 4.
class ModelError : public Error {
 public:
  using Error::Error;
};

// The operating system refused: the message holds the path and the reason. Exit code 5.
class IoError : public Error {
 public:
  using Error::Error;
};

}  // namespace elman
