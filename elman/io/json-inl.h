// JSON from untrusted text. For this library's sources alone: public headers show no JSON.
#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace elman::io {

struct JsonLimits {
  std::size_t max_bytes = std::size_t{8} << 20;
  int max_depth = 32;  // of arrays and objects in each other
};

// One JSON value (RFC 8259) and nothing after it. Throws ModelError, which starts with `where`, for anything else, for
// a key that an object has twice, for a text larger or deeper than the limits, and for a byte order mark.
nlohmann::json parse_json(std::string_view text, const std::string& where, const JsonLimits& limits = {});

// Text from a file, fit for a message: in quotes, ASCII with escapes, cut where it is long.
std::string in_quotes(std::string_view text);

}  // namespace elman::io
