// An open file of the operating system.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace elman::system {

// Closed by its destructor. Every member throws IoError "cannot ...: path: reason" if the system call fails.
class File {
 public:
  static File open_to_read(const std::string& path);
  // Throws for pipes, devices and folders, without waiting for a pipe's writer.
  static File open_regular_to_read(const std::string& path);
  // Creates the file; returns one that is not open if it exists already.
  static File create_new(const std::string& path, unsigned permissions);
  // To write and read; without a name, so that it goes away with the process; in the folder TMPDIR, or /tmp.
  static File create_temporary();
  // Opens what exists, such as a device, and does not truncate it.
  static File open_to_write(const std::string& path);

  File() = default;
  File(File&& other) noexcept;
  File& operator=(File&& other) noexcept;
  ~File();

  bool is_open() const { return descriptor_ >= 0; }
  const std::string& path() const { return path_; }
  int descriptor() const { return descriptor_; }
  // In bytes; 0 for pipes and devices.
  std::uint64_t size() const;
  bool is_regular() const;
  // Reads what is available, up to the span's size, and returns the count; 0 at the end.
  std::size_t read(std::span<std::byte> bytes);
  // Reads from that offset until the span is full or the file ends, and returns the count.
  std::size_t read_at(std::uint64_t offset, std::span<std::byte> bytes) const;
  void write(std::span<const std::byte> bytes);
  void write(std::string_view bytes) { write(std::as_bytes(std::span(bytes))); }
  // Waits until the disk has everything.
  void sync();
  // A file on a network may report only here that writing has failed.
  void close();

 private:
  File(int descriptor, std::string path);
  static File open(const std::string& path, int flags, unsigned permissions, const char* what);

  int descriptor_ = -1;
  std::string path_;
};

// Throws IoError "cannot <what>: <path>: <the system's text of that error number>".
[[noreturn]] void fail_with_reason(const char* what, const std::string& path, int error_number);

// Whether something has that path. What cannot be looked at is not there; whoever writes it will be told why.
bool is_there(const std::string& path);

}  // namespace elman::system
