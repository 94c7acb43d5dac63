// Files that are complete or absent.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include "elman/system/file.h"

namespace elman::system {

// Writes a temporary file in the folder of `path`, waits until the disk has it, renames it to `path` and waits for the
// folder. `write_content` may write in as many pieces as it likes. Where anything fails, or write_content throws, the
// temporary file is removed and a file that stood at `path` is untouched; the system's refusals are IoError with path
// and reason. A symbolic link stays, and what it points to is replaced; a file's permissions stay. A device or pipe
// (/dev/stdout) is written straight. A program that may run under a file-size limit has to ignore SIGXFSZ to get the
// error, and SIGPIPE for pipes.
void write_file_atomically(const std::string& path, const std::function<void(File&)>& write_content);
void write_file_atomically(const std::string& path, std::string_view content);

// All bytes of a file, pipe or device. Throws IoError, and DataError where there are more than max_bytes.
std::string read_file(const std::string& path, std::size_t max_bytes);

}  // namespace elman::system
