// Files that gzip has compressed (RFC 1952).
#pragma once

#include <string>

#include "elman/system/file.h"

namespace elman::text {

// By its first two bytes. The file is read from its beginning, wherever it was.
bool is_gzip(const system::File& file);

// Writes what the file holds, of all its members; `path` is for messages. Throws DataError for a file that is damaged
// or cut off, IoError if it cannot be read or written.
void unpack_gzip(const system::File& packed, const std::string& path, system::File& unpacked);

}  // namespace elman::text
