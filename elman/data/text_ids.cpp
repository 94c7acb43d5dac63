#include "elman/data/text_ids.h"

#include <algorithm>

#include "elman/error.h"

namespace elman::data {

void TextIds::add(std::int32_t id) {
  buffer_.push_back(id);
  ++size_;
  if (buffer_.size() >= most_) flush();
}

void TextIds::add(std::span<const std::int32_t> ids) {
  for (const std::int32_t id : ids) add(id);
}

void TextIds::flush() {
  if (!file_) file_ = system::File::create_temporary();
  file_->write(std::as_bytes(std::span(buffer_)));
  buffer_.clear();
}

void TextIds::finish() {
  if (!file_) return;
  flush();
  buffer_ = {};
}

void TextIds::read(std::uint64_t begin, std::span<std::int32_t> ids) const {
  if (begin > size_ || ids.size() > size_ - begin) throw UsageError("text: there are no such ids to read");
  if (!file_) {
    std::copy_n(buffer_.begin() + static_cast<std::ptrdiff_t>(begin), ids.size(), ids.begin());
  } else if (file_->read_at(begin * sizeof(std::int32_t), std::as_writable_bytes(ids)) < ids.size_bytes()) {
    throw IoError("cannot read: " + file_->path() + ": the file has become shorter");
  }
  if (new_ids_.empty()) return;
  for (std::int32_t& id : ids) id = new_ids_[static_cast<std::size_t>(id)];
}

void TextPart::read(std::uint64_t at, std::span<std::int32_t> to) const {
  const auto first = static_cast<std::size_t>(at < before ? std::min<std::uint64_t>(before - at, to.size()) : 0);
  if (first > 0) ids->read(begin + at, to.first(first));
  if (first < to.size()) ids->read(begin + at + first + left_out, to.subspan(first));
}

}  // namespace elman::data
