#include "elman/data/text_reader.h"

#include <algorithm>

#include "elman/text/line_reader.h"

namespace elman::data {

namespace {

constexpr std::size_t block_bytes = std::size_t{1} << 16;
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

bool continues_a_scalar(char byte) { return (static_cast<unsigned char>(byte) & 0xC0) == 0x80; }

// How much of a text of characters can be normalised before the rest is known: up to a line break or, in a long line,
// before a character of ASCII, which combines with nothing before it; of words, before the space of one.
std::size_t whole_part(std::string_view text, bool of_words) {
  const std::size_t newline = text.rfind('\n');
  if (newline != std::string_view::npos) return newline + 1;
  const std::size_t space = of_words ? text.rfind(' ') : std::string_view::npos;
  if (space != std::string_view::npos && space > 0) return space;
  for (std::size_t i = text.size(); --i > 0;) {
    if (static_cast<unsigned char>(text[i]) < 0x80) return i;
  }
  std::size_t end = text.size() - 1;
  while (end > 0 && continues_a_scalar(text[end])) --end;
  return end;
}

void drop_carriage_returns(std::string& text) {
  std::size_t to = 0;
  for (std::size_t from = 0; from < text.size(); ++from) {
    if (text[from] == '\r' && from + 1 < text.size() && text[from + 1] == '\n') continue;
    text[to++] = text[from];
  }
  text.resize(to);
}

}  // namespace

TextReader::TextReader(std::span<const text::TextFile> files, const text::RunningFormat& format)
    : files_(files), format_(format) {}

// Reads a block of the file, the next file after its end.
bool TextReader::next_block() {
  if (last_) {
    ++file_;
    read_ = 0;
    line_ = 1;
    at_line_ = at_line_ || format_.document != text::DocumentKind::none;  // else the text goes on
  }
  begin_ = 0;
  block_.clear();
  last_ = false;
  if (file_ == files_.size()) return false;
  const std::size_t kept = raw_.size();
  raw_.resize(kept + block_bytes);
  const std::size_t count = files_[file_].read_at(read_, std::as_writable_bytes(std::span(raw_).subspan(kept)));
  raw_.resize(kept + count);
  read_ += count;
  last_ = read_ >= files_[file_].size() || count == 0;
  const bool bytes = format_.symbols == text::TextUnit::byte;
  const std::size_t whole =
      bytes || last_ || raw_.empty() ? raw_.size() : whole_part(raw_, text::are_of_words(format_.symbols));
  block_line_ = line_;
  if (bytes) {
    block_ = raw_;
  } else {
    clean(std::string_view(raw_).substr(0, whole));
  }
  const auto breaks =
      static_cast<std::uint64_t>(std::count(raw_.begin(), raw_.begin() + static_cast<std::ptrdiff_t>(whole), '\n'));
  line_ += breaks;
  size_.lines += breaks + (last_ && whole > 0 && raw_[whole - 1] != '\n' ? 1 : 0);
  raw_.erase(0, whole);
  size_.bytes += block_.size();
  size_.characters += static_cast<std::uint64_t>(
      std::count_if(block_.begin(), block_.end(), [](char byte) { return !continues_a_scalar(byte); }));
  return true;
}

void TextReader::clean(std::string_view raw) {
  const std::uint64_t offset = read_ - raw_.size();  // of raw in the file
  const std::size_t bad = std::min(raw.find('\0'), text::find_invalid_utf8(raw));
  if (bad != std::string_view::npos) {
    const std::size_t before = raw.rfind('\n', bad);
    const std::size_t begin = before == std::string_view::npos || bad == 0 ? 0 : before + 1;
    line_ +=
        static_cast<std::uint64_t>(std::count(raw.begin(), raw.begin() + static_cast<std::ptrdiff_t>(begin), '\n'));
    text::check_text({.text = raw.substr(begin),
                      .file = files_[file_].path(),
                      .number = static_cast<std::size_t>(line_),
                      .offset = static_cast<std::size_t>(offset) + begin});
  }
  if (offset == 0 && raw.starts_with(byte_order_mark)) raw.remove_prefix(byte_order_mark.size());
  block_ = text::normalize(raw, format_.normalization);
  if (block_.find('\r') != std::string::npos) drop_carriage_returns(block_);
}

TextReader::Piece TextReader::end_document(const Piece& last) {
  open_ = false;
  ++size_.documents;
  return {last.text, true, last.line, last.begins_line};
}

// The rest of a line, or of the block.
bool TextReader::next_line(Piece& piece) {
  const std::string_view rest = std::string_view(block_).substr(begin_);
  const std::size_t newline = rest.find('\n');
  const bool complete = newline != std::string_view::npos;
  const std::string_view line = rest.substr(0, newline);
  begin_ += line.size() + (complete ? 1 : 0);
  const bool begins_line = at_line_;
  const bool is_blank = at_line_ && complete && line.empty();
  const bool goes_on = at_line_ && open_ && !line.empty();  // blank: the break before it belongs to the document
  at_line_ = complete;
  open_ = open_ || !line.empty();
  const bool ends_file = last_ && begin_ == block_.size();
  const bool ends = format_.document == text::DocumentKind::line ? complete || ends_file : is_blank || ends_file;
  piece = {line, false, block_line_, begins_line};
  block_line_ += complete ? 1 : 0;
  if (format_.document == text::DocumentKind::blank && goes_on) {
    piece_ = '\n';
    piece_ += line;
    piece.text = piece_;
  }
  if (ends && open_) piece = end_document(piece);
  return piece.ends_document || !piece.text.empty();
}

bool TextReader::next(Piece& piece) {
  const bool by_lines = format_.document == text::DocumentKind::line || format_.document == text::DocumentKind::blank;
  for (;;) {
    while (by_lines && begin_ < block_.size()) {
      if (next_line(piece)) return true;
    }
    // A file may end in the middle of a document that its last block has nothing of.
    if (last_ && open_ && format_.document != text::DocumentKind::none) {
      piece = end_document({{}, false, block_line_});
      return true;
    }
    if (!next_block()) return false;
    if (by_lines) continue;
    if (!block_.empty()) {
      piece = {block_, false, block_line_, at_line_};
      at_line_ = block_.ends_with('\n');
      open_ = true;
      return true;
    }
  }
}

}  // namespace elman::data
