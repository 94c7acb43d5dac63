// Files that are complete or absent.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include "elman/system/file.h"

namespace elman::system {

// Writes a temporary file in the folder of `path`, waits until the disk has it, renames it to `path` and waits for the
// folder. `write_content` may write in as many pieces as it likes. If anything fails, or write_content throws, the
// temporary file is removed and a file that was at `path` is untouched; the system's errors are IoError with path and
// reason. A symbolic link is kept, and what it points to is replaced; a file keeps its permissions. A device or pipe
// (/dev/stdout) is written directly. A program that may run under a file-size limit has to ignore SIGXFSZ to get the
// error, and SIGPIPE for pipes.
void write_file_atomically(const std::string& path, const std::function<void(File&)>& write_content);
void write_file_atomically(const std::string& path, std::string_view content);

// Throws the IoError that writing the path would end with, as far as what is there now tells: a folder, a file that its
// owner has protected, a symbolic link to nothing.
void require_writable(const std::string& path);

// All bytes of a file, pipe or device. Throws IoError, and DataError if there are more than max_bytes.
std::string read_file(const std::string& path, std::size_t max_bytes);

}  // namespace elman::system
