// A text as contiguous streams side by side, for truncated back-propagation through time.
#pragma once

#include <cstdint>
#include <vector>

#include "elman/data/text_ids.h"
#include "elman/steps.h"

namespace elman::data {

// Some steps of all streams, time-major: row t * streams + s is step t of stream s.
struct StreamChunk {
  std::int32_t streams = 0;
  std::int32_t length = 0;            // steps
  std::vector<std::int32_t> ids;      // what is read
  std::vector<std::int32_t> targets;  // what follows it

  std::int32_t rows() const { return streams * length; }
};

// The text is cut into `streams` parts of equal length, and each chunk goes on where the last one ended. The first
// part begins at a symbol that is chosen anew for each pass, and the text goes on at its beginning after its end, so
// that beginnings of streams and of chunks are always elsewhere. Symbols that do not fill a step of all streams are
// left out of a pass.
class TextStreams {
 public:
  // There are fewer streams if the text has fewer symbols. Throws UsageError for a text without symbols.
  TextStreams(TextPart text, std::int32_t streams, std::int32_t chunk_length);

  std::int32_t streams() const { return streams_; }
  std::int64_t chunks() const;  // of a pass
  // Begins a pass at that symbol of the text, after `done` of its chunks.
  void begin(std::uint64_t first, std::int64_t done);
  void next(StreamChunk& chunk);

 private:
  void read_stream(std::uint64_t begin, std::int32_t stream, StreamChunk& chunk);

  TextPart text_;
  std::int32_t streams_;
  std::int32_t chunk_length_;
  std::uint64_t length_;  // of a stream
  std::uint64_t first_ = 0;
  std::uint64_t done_ = 0;            // symbols of each stream
  std::vector<std::int32_t> buffer_;  // of one stream: what comes before, and a chunk
};

}  // namespace elman::data
