#include "elman/printable.h"

#include <cstdint>
#include <cstdio>

namespace elman {
namespace {

struct Character {
  std::uint32_t scalar = 0;
  std::size_t bytes = 1;
  bool valid = false;
};

// The character at the beginning of a text that is not empty.
Character first_of(std::string_view text) {
  const auto byte = [text](std::size_t i) { return static_cast<std::uint32_t>(static_cast<unsigned char>(text[i])); };
  const std::uint32_t lead = byte(0);
  if (lead < 0x80) return {lead, 1, true};
  const std::size_t bytes = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() < bytes) return {lead, 1, false};
  std::uint32_t scalar = lead & (0x7FU >> bytes);
  for (std::size_t i = 1; i < bytes; ++i) {
    if ((byte(i) & 0xC0U) != 0x80U) return {lead, 1, false};
    scalar = (scalar << 6U) | (byte(i) & 0x3FU);
  }
  const bool overlong = (bytes == 3 && scalar < 0x800) || (bytes == 4 && scalar < 0x10000);
  const bool surrogate = scalar >= 0xD800 && scalar < 0xE000;
  if (overlong || surrogate || scalar > 0x10FFFF) return {lead, 1, false};
  return {scalar, bytes, true};
}

// Control characters (C0, DEL, C1), line and paragraph separators, marks and overrides of direction, byte order marks.
bool is_unsafe(std::uint32_t scalar) {
  return scalar < 0x20 || (scalar >= 0x7F && scalar < 0xA0) || scalar == 0x061C || scalar == 0x200E ||
         scalar == 0x200F || (scalar >= 0x2028 && scalar <= 0x202E) || (scalar >= 0x2066 && scalar <= 0x2069) ||
         scalar == 0xFEFF;
}

void append_escape(std::string& out, const char* format, std::uint32_t value) {
  char text[16];
  std::snprintf(text, sizeof text, format, static_cast<unsigned>(value));
  out += text;
}

void append_shown(std::string& out, std::string_view text) {
  while (!text.empty()) {
    const Character next = first_of(text);
    if (!next.valid) {
      append_escape(out, "\\x%02X", next.scalar);
    } else if (!is_unsafe(next.scalar)) {
      out += text.substr(0, next.bytes);
    } else if (next.scalar == '\n' || next.scalar == '\t' || next.scalar == '\r') {
      out += next.scalar == '\n' ? "\\n" : next.scalar == '\t' ? "\\t" : "\\r";
    } else {
      append_escape(out, next.scalar < 0x80 ? "\\x%02X" : "\\u%04X", next.scalar);
    }
    text.remove_prefix(next.bytes);
  }
}

bool continues(char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U; }

}  // namespace

std::string printable(std::string_view text, std::size_t most_bytes) {
  std::string out;
  if (text.size() <= most_bytes) {
    append_shown(out, text);
    return out;
  }
  // Two thirds of the beginning and a third of the end, for a message says at its end what to do.
  std::size_t head = most_bytes * 2 / 3;
  std::size_t tail = text.size() - most_bytes / 3;
  while (head > 0 && continues(text[head])) --head;
  while (tail < text.size() && continues(text[tail])) ++tail;
  append_shown(out, text.substr(0, head));
  out += " ... ";
  append_shown(out, text.substr(tail));
  return out;
}

std::string in_quotes(std::string_view text) { return "\"" + printable(text, 80) + "\""; }

std::string printable_json(std::string_view json) {
  std::string out;
  out.reserve(json.size());
  while (!json.empty()) {
    const Character next = first_of(json);
    if (next.scalar != '\n' && next.valid && is_unsafe(next.scalar)) {
      append_escape(out, "\\u%04X", next.scalar);
    } else {
      out += json.substr(0, next.bytes);
    }
    json.remove_prefix(next.bytes);
  }
  return out;
}

}  // namespace elman
