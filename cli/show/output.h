// Standard output.
#pragma once

#include <string_view>

namespace elman::cli {

// Writes and flushes. False if whoever reads has gone: then there is nothing more to do, and nothing to complain
// about. Throws IoError with the system's reason if writing fails otherwise.
bool write_out(std::string_view text);

}  // namespace elman::cli
