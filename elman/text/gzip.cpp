#include "elman/text/gzip.h"

#include <zlib.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <new>
#include <span>

#include "elman/error.h"

namespace elman::text {
namespace {

using Block = std::array<std::byte, 1 << 16>;

// zlib's state, which has to be given back.
class Inflater {
 public:
  Inflater() {
    constexpr int gzip_alone = 15 + 16;
    if (inflateInit2(&stream_, gzip_alone) != Z_OK) throw std::bad_alloc();
  }
  ~Inflater() { inflateEnd(&stream_); }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;
  z_stream& stream() { return stream_; }

 private:
  z_stream stream_{};
};

[[noreturn]] void fail_damaged(const std::string& path, std::uint64_t offset) {
  throw DataError(path + ": found a damaged or incomplete gzip file after " + std::to_string(offset) +
                  " bytes; fetch or compress it again");
}

}  // namespace

bool is_gzip(const system::File& file) {
  std::array<std::byte, 2> magic{};
  return file.read_at(0, magic) == magic.size() && magic[0] == std::byte{0x1F} && magic[1] == std::byte{0x8B};
}

void unpack_gzip(const system::File& packed, const std::string& path, system::File& unpacked) {
  Inflater inflater;
  z_stream& stream = inflater.stream();
  Block in;
  Block out;
  std::uint64_t read = 0;
  bool member = true;  // one is under way
  while (const std::size_t count = packed.read_at(read, in)) {
    read += count;
    stream.next_in = reinterpret_cast<Bytef*>(in.data());
    stream.avail_in = static_cast<uInt>(count);
    while (stream.avail_in > 0) {
      if (!member && inflateReset(&stream) != Z_OK) fail_damaged(path, read);
      stream.next_out = reinterpret_cast<Bytef*>(out.data());
      stream.avail_out = static_cast<uInt>(out.size());
      const int result = inflate(&stream, Z_NO_FLUSH);
      if (result != Z_OK && result != Z_STREAM_END) fail_damaged(path, read - stream.avail_in);
      unpacked.write(std::span(out).first(out.size() - stream.avail_out));
      member = result != Z_STREAM_END;
    }
    // What the window still holds.
    while (member && stream.avail_out == 0) {
      stream.next_out = reinterpret_cast<Bytef*>(out.data());
      stream.avail_out = static_cast<uInt>(out.size());
      const int result = inflate(&stream, Z_NO_FLUSH);
      if (result == Z_BUF_ERROR) break;
      if (result != Z_OK && result != Z_STREAM_END) fail_damaged(path, read);
      unpacked.write(std::span(out).first(out.size() - stream.avail_out));
      member = result != Z_STREAM_END;
    }
  }
  if (member) fail_damaged(path, read);
}

}  // namespace elman::text
