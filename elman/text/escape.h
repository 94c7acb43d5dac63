// Escapes symbols of the data that look like reserved ones. A reserved form after n >= 0 backslashes is written with
// n + 1, so no written symbol of the data is reserved, and each one is read back unchanged.
#pragma once

#include <string>
#include <string_view>

namespace elman::text {

// Whether a symbol is a reserved form itself.
using Reserved = bool (*)(std::string_view symbol);

inline bool is_reserved_after_backslashes(std::string_view symbol, Reserved reserved) {
  const std::size_t body = symbol.find_first_not_of('\\');
  return body != std::string_view::npos && reserved(symbol.substr(body));
}

inline std::string escape(std::string_view symbol, Reserved reserved) {
  std::string written(is_reserved_after_backslashes(symbol, reserved) ? "\\" : "");
  return written.append(symbol);
}

inline std::string unescape(std::string_view written, Reserved reserved) {
  const bool escaped = written.starts_with('\\') && is_reserved_after_backslashes(written, reserved);
  return std::string(written.substr(escaped ? 1 : 0));
}

}  // namespace elman::text
