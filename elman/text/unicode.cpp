#include "elman/text/unicode.h"

#include <utf8proc.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstring>

#include "elman/error.h"
#include "elman/printable.h"

namespace elman::text {
namespace {

struct Scalar {
  utf8proc_int32_t value = 0;
  std::size_t bytes = 0;  // 0: not well-formed
};

Scalar read_scalar(std::string_view text, std::size_t position) {
  Scalar scalar;
  const auto* bytes = reinterpret_cast<const utf8proc_uint8_t*>(text.data()) + position;
  const auto left = static_cast<utf8proc_ssize_t>(text.size() - position);
  const utf8proc_ssize_t used = utf8proc_iterate(bytes, left, &scalar.value);
  scalar.bytes = used > 0 ? static_cast<std::size_t>(used) : 0;
  return scalar;
}

void append_scalar(utf8proc_int32_t value, std::string& text) {
  utf8proc_uint8_t bytes[4];
  const utf8proc_ssize_t count = utf8proc_encode_char(value, bytes);
  text.append(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(count));
}

// First byte above 127, or the size.
std::size_t ascii_prefix(std::string_view text) {
  std::size_t i = 0;
  for (std::uint64_t word = 0; i + 8 <= text.size(); i += 8) {
    std::memcpy(&word, text.data() + i, 8);
    if ((word & 0x8080808080808080u) != 0) break;
  }
  while (i < text.size() && static_cast<unsigned char>(text[i]) < 0x80) ++i;
  return i;
}

std::string format_hex(const char* format, unsigned value) {
  char text[16];
  std::snprintf(text, sizeof text, format, value);
  return text;
}

void require_utf8(std::string_view text) {
  const std::size_t position = find_invalid_utf8(text);
  if (position == std::string_view::npos) return;
  throw DataError("text: found byte " + format_hex("0x%02X", static_cast<unsigned char>(text[position])) + " at byte " +
                  std::to_string(position + 1) + ", expected UTF-8; convert the text to UTF-8");
}

int combining_class(utf8proc_int32_t scalar) { return utf8proc_get_property(scalar)->combining_class; }

// Canonical decomposition with marks in canonical order. utf8proc's own ordering is quadratic in a run of marks.
std::vector<utf8proc_int32_t> decompose(std::string_view text) {
  std::vector<utf8proc_int32_t> scalars;
  scalars.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    const Scalar scalar = read_scalar(text, i);
    i += scalar.bytes;
    utf8proc_int32_t parts[8];  // a canonical decomposition has at most 4
    int boundary = 0;
    const utf8proc_ssize_t count = utf8proc_decompose_char(scalar.value, parts, 8, UTF8PROC_DECOMPOSE, &boundary);
    scalars.insert(scalars.end(), parts, parts + count);
  }
  for (auto begin = scalars.begin(); begin != scalars.end();) {
    if (combining_class(*begin) == 0) {
      ++begin;
      continue;
    }
    const auto end = std::find_if(begin, scalars.end(), [](auto scalar) { return combining_class(scalar) == 0; });
    std::stable_sort(begin, end, [](auto a, auto b) { return combining_class(a) < combining_class(b); });
    begin = end;
  }
  return scalars;
}

bool is_visible(utf8proc_int32_t scalar) {
  switch (utf8proc_category(scalar)) {
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ME:
    case UTF8PROC_CATEGORY_ZS:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
    case UTF8PROC_CATEGORY_CC:
    case UTF8PROC_CATEGORY_CF:
    case UTF8PROC_CATEGORY_CS:
    case UTF8PROC_CATEGORY_CO:
    case UTF8PROC_CATEGORY_CN:
      return false;
    default:
      return true;
  }
}

bool is_control(utf8proc_int32_t scalar) { return utf8proc_category(scalar) == UTF8PROC_CATEGORY_CC; }

std::string show_bytes(std::string_view bytes) {
  std::string text;
  for (const char byte : bytes) {
    if (!text.empty()) text += ' ';
    text += format_hex("0x%02X", static_cast<unsigned char>(byte));
  }
  return text;
}

}  // namespace

std::size_t find_invalid_utf8(std::string_view bytes) {
  for (std::size_t i = ascii_prefix(bytes); i < bytes.size();) {
    const std::size_t used = read_scalar(bytes, i).bytes;
    if (used == 0) return i;
    i += used;
  }
  return std::string_view::npos;
}

Character character_at(std::string_view text, std::size_t position) {
  const Scalar scalar = read_scalar(text, position);
  switch (utf8proc_category(scalar.value)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ME:
      return {scalar.bytes, CharacterClass::letter};
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_NL:
    case UTF8PROC_CATEGORY_NO:
      return {scalar.bytes, CharacterClass::digit};
    default:
      return {scalar.bytes, CharacterClass::other};
  }
}

bool has_hangul(std::string_view text) {
  for (std::size_t i = ascii_prefix(text); i < text.size();) {
    const Scalar scalar = read_scalar(text, i);
    if (scalar.value >= 0xAC00 && scalar.value <= 0xD7A3) return true;
    i += std::max<std::size_t>(scalar.bytes, 1);
  }
  return false;
}

std::string lower_case(std::string_view text) {
  require_utf8(text);
  std::string lower;
  lower.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    const Scalar scalar = read_scalar(text, i);
    append_scalar(utf8proc_tolower(scalar.value), lower);
    i += scalar.bytes;
  }
  return lower;
}

std::string normalize(std::string_view text, Normalization normalization) {
  require_utf8(text);
  if (normalization == Normalization::none || ascii_prefix(text) == text.size()) return std::string(text);
  std::vector<utf8proc_int32_t> scalars = decompose(text);
  if (normalization == Normalization::nfc) {
    const auto options = static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE);
    const auto size = static_cast<utf8proc_ssize_t>(scalars.size());
    scalars.resize(static_cast<std::size_t>(utf8proc_normalize_utf32(scalars.data(), size, options)));
  }
  std::string normalized;
  normalized.reserve(text.size());
  for (const auto scalar : scalars) append_scalar(scalar, normalized);
  return normalized;
}

std::vector<std::string> split_scalars(std::string_view text) {
  require_utf8(text);
  std::vector<std::string> symbols;
  symbols.reserve(static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char byte) { return (byte & 0xC0) != 0x80; })));
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t bytes = read_scalar(text, i).bytes;
    symbols.emplace_back(text.substr(i, bytes));
    i += bytes;
  }
  return symbols;
}

std::vector<std::string> split_graphemes(std::string_view text) {
  require_utf8(text);
  std::vector<std::string> symbols;
  utf8proc_int32_t state = 0;
  utf8proc_int32_t previous = 0;
  std::size_t begin = 0;
  for (std::size_t i = 0; i < text.size();) {
    const Scalar scalar = read_scalar(text, i);
    if (i > 0 && utf8proc_grapheme_break_stateful(previous, scalar.value, &state)) {
      symbols.emplace_back(text.substr(begin, i - begin));
      begin = i;
    }
    previous = scalar.value;
    i += scalar.bytes;
  }
  if (begin < text.size()) symbols.emplace_back(text.substr(begin));
  return symbols;
}

std::size_t display_width(std::string_view text) {
  require_utf8(text);
  std::size_t width = 0;
  for (std::size_t i = 0; i < text.size();) {
    const Scalar scalar = read_scalar(text, i);
    width += static_cast<std::size_t>(std::max(utf8proc_charwidth(scalar.value), 0));
    i += scalar.bytes;
  }
  return width;
}

std::string code_points(std::string_view text) {
  require_utf8(text);
  std::string shown;
  for (std::size_t i = 0; i < text.size();) {
    const Scalar scalar = read_scalar(text, i);
    if (i > 0) shown += ' ';
    shown += format_hex("U+%04X", static_cast<unsigned>(scalar.value));
    i += scalar.bytes;
  }
  return shown;
}

std::string display(std::string_view symbol) {
  constexpr std::size_t most_bytes = 60;  // a message should not show a whole line
  if (find_invalid_utf8(symbol) != std::string_view::npos) return show_bytes(symbol.substr(0, most_bytes));
  std::size_t end = std::min(symbol.size(), most_bytes);
  while (end < symbol.size() && (symbol[end] & 0xC0) == 0x80) --end;
  const std::string rest = end < symbol.size() ? "..." : "";
  symbol = symbol.substr(0, end);
  bool controls = false;
  for (std::size_t i = 0; i < symbol.size();) {
    const Scalar scalar = read_scalar(symbol, i);
    controls = controls || is_control(scalar.value);
    i += scalar.bytes;
  }
  const bool ascii = ascii_prefix(symbol) == symbol.size();
  if (controls || (!ascii && !is_visible(read_scalar(symbol, 0).value))) return code_points(symbol) + rest;
  const std::string quoted = "'" + printable(symbol) + rest + "'";
  if (!rest.empty()) return quoted;
  return ascii || split_scalars(symbol).size() > 4 ? quoted : quoted + " (" + code_points(symbol) + ")";
}

std::string suspicion(std::string_view scalar) {
  require_utf8(scalar);
  if (scalar.empty()) return "";
  const utf8proc_int32_t value = read_scalar(scalar, 0).value;
  if (value == 0xFFFD) return "what programs write instead of a character that they could not read";
  switch (utf8proc_category(value)) {
    case UTF8PROC_CATEGORY_CC:
      return "a control character";
    case UTF8PROC_CATEGORY_CF:
      return "an invisible character";
    case UTF8PROC_CATEGORY_CO:
      return "a character of private use";
    case UTF8PROC_CATEGORY_CN:
      return "a code point without a character";
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
      return "a line or paragraph separator";
    case UTF8PROC_CATEGORY_ZS:
      return value == ' ' ? "" : "a space other than U+0020";
    default:
      return "";
  }
}

}  // namespace elman::text
