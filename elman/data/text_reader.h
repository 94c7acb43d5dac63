// Texts of any size, read piece by piece.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "elman/text/running_text.h"
#include "elman/text/text_file.h"

namespace elman::data {

// How much of a text there is, line breaks and what ends documents included.
struct TextSize {
  std::uint64_t bytes = 0;       // of the normalised text
  std::uint64_t characters = 0;  // Unicode scalar values; of text that is not UTF-8, bytes that begin one
  std::uint64_t lines = 0;
  std::uint64_t documents = 0;
};

// Reads files one after the other in blocks, in memory that does not grow with them. All texts but those of bytes are
// checked and normalised; a byte order mark at a file's start and CR before LF are dropped. A text of bytes is left as
// it is.
class TextReader {
 public:
  // The files have to outlive it.
  TextReader(std::span<const text::TextFile> files, const text::RunningFormat& format);

  // A part of one document, whole symbols (of a line of more than 64 KiB without a space, parts of a word). Valid until
  // the next call.
  struct Piece {
    std::string_view text;
    bool ends_document = false;
    std::uint64_t line = 0;  // of its file, from 1, in which it begins
    bool begins_line = true;
  };
  // False at the end. Throws IoError, and DataError with file, line and column for NUL bytes and what is not UTF-8.
  bool next(Piece& piece);

  // Of what has been read.
  const TextSize& size() const { return size_; }

 private:
  bool next_block();
  void clean(std::string_view raw);
  bool next_line(Piece& piece);
  Piece end_document(const Piece& last);

  std::span<const text::TextFile> files_;
  text::RunningFormat format_;
  std::size_t file_ = 0;          // the one that is read
  std::uint64_t read_ = 0;        // bytes of it
  std::uint64_t line_ = 1;        // of it, where raw_ begins
  std::string raw_;               // read, but not cleaned yet
  std::string block_;             // clean
  std::size_t begin_ = 0;         // of what is left of it
  std::uint64_t block_line_ = 1;  // of the file, at begin_
  bool last_ = false;             // block_ is the last of its file
  bool open_ = false;             // something of the document under way has been given out
  bool at_line_ = true;           // the next piece begins a line
  std::string piece_;             // a line with the break before it
  TextSize size_;
};

}  // namespace elman::data
