// The errors that ops throw if shapes do not fit.
#pragma once

#include <string>

#include "elman/autograd/variable.h"
#include "elman/error.h"

namespace elman {

// Throws UsageError "<op>: <name> has shape <found>, expected <expected>".
[[noreturn]] inline void throw_shape(const char* op, const char* name, const Shape& found,
                                     const std::string& expected) {
  throw UsageError(std::string(op) + ": " + name + " has shape " + found.to_string() + ", expected " + expected);
}

inline void require_shape(const char* op, const char* name, Variable variable, const Shape& expected) {
  if (!variable)
    throw UsageError(std::string(op) + ": " + name + " is missing, expected shape " + expected.to_string());
  if (variable.shape() != expected) throw_shape(op, name, variable.shape(), expected.to_string());
}

inline void require_columns(const char* op, const char* name, Variable variable, std::int64_t columns) {
  if (!variable) throw UsageError(std::string(op) + ": " + name + " is missing");
  if (variable.columns() != columns) {
    throw_shape(op, name, variable.shape(), std::to_string(columns) + " columns");
  }
}

}  // namespace elman
