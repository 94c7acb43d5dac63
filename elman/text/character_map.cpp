#include "elman/text/character_map.h"

#include <algorithm>
#include <utility>

#include "elman/error.h"
#include "elman/text/unicode.h"

namespace elman::text {
namespace {

[[noreturn]] void fail(const std::string& found, const std::string& expected) {
  throw DataError("rules of the normalizer: found " + found + ", expected " + expected);
}

// A unit says which byte leads to it (the label), where its children are, and whether a text ends there: then the child
// of byte 0 is a leaf, whose value says where the text is that stands for it.
constexpr bool is_leaf(std::uint32_t unit) { return (unit >> 31) != 0; }
constexpr std::uint32_t label_of(std::uint32_t unit) { return unit & 0x8000'00FFu; }
constexpr std::uint32_t offset_of(std::uint32_t unit) { return (unit >> 10) << ((unit & 0x200u) >> 6); }
constexpr bool ends_text(std::uint32_t unit) { return (unit >> 8 & 1) != 0; }
constexpr std::uint32_t value_of(std::uint32_t unit) { return unit & 0x7FFF'FFFFu; }

bool goes_on(char byte) { return (static_cast<unsigned char>(byte) & 0xC0) == 0x80; }

}  // namespace

std::uint32_t CharacterMap::unit(std::size_t place) const {
  const std::size_t begin = 4 * (place + 1);
  std::uint32_t unit = 0;
  for (std::size_t i = 4; i-- > 0;) unit = unit << 8 | static_cast<unsigned char>(bytes_[begin + i]);
  return unit;
}

std::string_view CharacterMap::texts() const { return std::string_view(bytes_).substr(4 * (units_ + 1)); }

CharacterMap::CharacterMap(std::string bytes) : bytes_(std::move(bytes)) {
  if (bytes_.empty()) return;
  if (bytes_.size() < 8) fail(std::to_string(bytes_.size()) + " bytes", "more");
  std::size_t size = 0;
  for (std::size_t i = 4; i-- > 0;) size = size << 8 | static_cast<unsigned char>(bytes_[i]);
  if (size == 0 || size % 4 != 0 || size > bytes_.size() - 4) {
    fail("a table of " + std::to_string(size) + " bytes in " + std::to_string(bytes_.size()), "one that fits");
  }
  units_ = size / 4;
  const std::string_view all = texts();
  if (find_invalid_utf8(all) != std::string_view::npos) fail("a text that is not UTF-8", "UTF-8");
  if (all.find('\n') != std::string_view::npos) fail("a line break in a text", "texts of one line");
  if (!all.empty() && all.back() != '\0') fail("a text without an end", "a NUL behind each");
  for (std::size_t begin = 0; begin < all.size();) {
    const std::size_t end = all.find('\0', begin);
    if (end - begin > longest_text) {
      fail("a text of " + std::to_string(end - begin) + " bytes", "at most " + std::to_string(longest_text));
    }
    begin = end + 1;
  }
  for (std::size_t place = 0; place < units_; ++place) {
    const std::uint32_t here = unit(place);
    if (is_leaf(here) || !ends_text(here)) continue;
    const std::size_t leaf = place ^ offset_of(here);
    const bool refers = leaf < units_ && value_of(unit(leaf)) < all.size() && !goes_on(all[value_of(unit(leaf))]);
    if (!refers) fail("an entry (" + std::to_string(place) + ") that leads to no text", "one that does");
  }
}

CharacterMap::Match CharacterMap::longest_prefix(std::string_view text) const {
  Match match;
  if (units_ == 0) return match;
  std::size_t children = offset_of(unit(0));
  std::size_t leaf = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const std::size_t place = children ^ byte;
    if (place >= units_) break;  // a table may end where nothing more would be found
    const std::uint32_t here = unit(place);
    if (label_of(here) != byte) break;
    children = place ^ offset_of(here);
    if (!ends_text(here) || (i + 1 < text.size() && goes_on(text[i + 1]))) continue;
    match.bytes = i + 1;
    leaf = children;
  }
  if (match.bytes == 0) return match;
  const std::string_view from = texts().substr(value_of(unit(leaf)));
  match.text = from.substr(0, from.find('\0'));
  return match;
}

}  // namespace elman::text
