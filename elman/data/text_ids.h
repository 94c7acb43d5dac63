// A text as ids, in memory that does not grow with it.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "elman/system/file.h"

namespace elman::data {

// Up to most_in_memory ids are in memory; of a longer text they are in a temporary file.
class TextIds {
 public:
  static constexpr std::size_t most_in_memory = std::size_t{1} << 22;  // 16 MB

  explicit TextIds(std::size_t most = most_in_memory) : most_(most) {}

  // Throws IoError if there is no space for the temporary file.
  void add(std::int32_t id);
  void add(std::span<const std::int32_t> ids);
  // To be called after the last id.
  void finish();
  // From now on `new_ids[id]` stands for id.
  void renumber(std::vector<std::int32_t> new_ids) { new_ids_ = std::move(new_ids); }

  std::uint64_t size() const { return size_; }
  // Those from `begin` on, of which there must be enough. Throws IoError.
  void read(std::uint64_t begin, std::span<std::int32_t> ids) const;

 private:
  void flush();

  std::size_t most_;
  std::uint64_t size_ = 0;
  std::vector<std::int32_t> buffer_;  // all ids, or those that are not in the file yet
  std::optional<system::File> file_;
  std::vector<std::int32_t> new_ids_;
};

// A part of a text: the ids from `begin` to before `end`, without `left_out` of them after the first `before`.
struct TextPart {
  std::shared_ptr<const TextIds> ids;
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
  std::uint64_t before = 0;
  std::uint64_t left_out = 0;

  std::uint64_t size() const { return end - begin - left_out; }
  // Ids of the part from its place `at` on. Throws IoError.
  void read(std::uint64_t at, std::span<std::int32_t> to) const;
};

}  // namespace elman::data
