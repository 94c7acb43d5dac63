// Bytes as text (RFC 4648, section 4), for files whose parts are lists of texts.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace elman::io {

// As few lines as hold them, of 120 characters each but for the last; no bytes are no lines.
std::vector<std::string> base64_lines(std::string_view bytes);
// Throws DataError for lines that base64_lines() does not give.
std::string bytes_of_base64(std::span<const std::string> lines);

}  // namespace elman::io
