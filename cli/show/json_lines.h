// What --json prints.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace elman::cli {

// Indented, with a line break at the end, and safe to show on a terminal. Bytes that are not UTF-8, as names of files
// may have, become U+FFFD.
std::string json_lines(const nlohmann::ordered_json& json);

}  // namespace elman::cli
