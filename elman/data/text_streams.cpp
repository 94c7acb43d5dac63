#include "elman/data/text_streams.h"

#include <algorithm>
#include <utility>

#include "elman/error.h"
#include "elman/text/vocabulary.h"

namespace elman::data {

TextStreams::TextStreams(TextPart text, std::int32_t streams, std::int32_t chunk_length)
    : text_(std::move(text)), chunk_length_(chunk_length) {
  if (text_.size() == 0) throw UsageError("training: there is no text to learn from");
  streams_ = static_cast<std::int32_t>(std::min<std::uint64_t>(static_cast<std::uint64_t>(streams), text_.size()));
  length_ = text_.size() / static_cast<std::uint64_t>(streams_);
}

std::int64_t TextStreams::chunks() const {
  const auto chunk = static_cast<std::uint64_t>(chunk_length_);
  return static_cast<std::int64_t>((length_ + chunk - 1) / chunk);
}

void TextStreams::begin(std::uint64_t first, std::int64_t done) {
  first_ = first % text_.size();
  done_ = static_cast<std::uint64_t>(done) * static_cast<std::uint64_t>(chunk_length_);
}

void TextStreams::next(StreamChunk& chunk) {
  chunk.streams = streams_;
  chunk.length = static_cast<std::int32_t>(std::min<std::uint64_t>(chunk_length_, length_ - done_));
  chunk.ids.resize(static_cast<std::size_t>(chunk.rows()));
  chunk.targets.resize(chunk.ids.size());
  for (std::int32_t stream = 0; stream < streams_; ++stream) {
    read_stream((first_ + static_cast<std::uint64_t>(stream) * length_ + done_) % text_.size(), stream, chunk);
  }
  done_ += static_cast<std::uint64_t>(chunk.length);
}

void TextStreams::read_stream(std::uint64_t begin, std::int32_t stream, StreamChunk& chunk) {
  const auto length = static_cast<std::size_t>(chunk.length);
  buffer_.resize(length + 1);
  const std::span<std::int32_t> targets = std::span(buffer_).subspan(1);
  if (begin == 0) {
    buffer_[0] = text::Vocabulary::end;
  } else {
    text_.read(begin - 1, std::span(buffer_).first(1));
  }
  const auto before_end = static_cast<std::size_t>(std::min<std::uint64_t>(length, text_.size() - begin));
  text_.read(begin, targets.first(before_end));
  text_.read(0, targets.subspan(before_end));
  for (std::size_t t = 0; t < length; ++t) {
    const std::size_t row = t * static_cast<std::size_t>(streams_) + static_cast<std::size_t>(stream);
    chunk.ids[row] = buffer_[t];
    chunk.targets[row] = buffer_[t + 1];
  }
}

}  // namespace elman::data
