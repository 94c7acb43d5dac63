#include "elman/text/words.h"

#include <utility>

#include "elman/text/byte_names.h"

namespace elman::text {
namespace {

constexpr int first_named = 0x80;

// Text in which each byte that is not part of UTF-8 has become U+FFFD.
std::string mended(std::string text) {
  constexpr std::string_view replacement = "\uFFFD";
  for (std::size_t from = 0, bad = 0;; from += bad + replacement.size()) {
    bad = find_invalid_utf8(std::string_view(text).substr(from));
    if (bad == std::string_view::npos) return text;
    text.replace(from + bad, 1, replacement);
  }
}

}  // namespace

std::string with_space(std::string_view text) {
  std::string spaced;
  if (text.empty()) return spaced;
  spaced.reserve(text.size() + 1);
  return spaced.append(1, ' ').append(text);
}

std::string without_space(std::string spaced) {
  if (spaced.starts_with(' ')) spaced.erase(0, 1);
  return spaced;
}

std::string join_words(std::span<const std::string> words) {
  std::string text;
  for (const std::string& word : words) text += word;
  return without_space(std::move(text));
}

std::vector<std::string> split_words(std::string_view text) {
  std::vector<std::string> words;
  for_each_word(with_space(text), [&](std::string_view word) { words.emplace_back(word); });
  return words;
}

std::string byte_symbol(unsigned char byte) {
  if (byte < first_named) return {static_cast<char>(byte)};
  return byte_name(byte);
}

int named_byte(std::string_view symbol) {
  const int byte = byte_of_name(symbol);
  return byte < first_named ? -1 : byte;
}

std::vector<std::string> byte_symbols() {
  std::vector<std::string> symbols;
  for (const unsigned char byte : bytes_of_lines()) symbols.push_back(byte_symbol(byte));
  return symbols;
}

std::vector<std::string> split_bytes(std::string_view text) {
  std::vector<std::string> symbols;
  symbols.reserve(text.size());
  for (const char byte : text) symbols.push_back(byte_symbol(static_cast<unsigned char>(byte)));
  return symbols;
}

std::string join_bytes(std::span<const std::string> symbols) {
  std::string text;
  for (const std::string& symbol : symbols) {
    const int byte = named_byte(symbol);
    if (byte < 0) {
      text += symbol;
    } else {
      text += static_cast<char>(byte);
    }
  }
  return mended(std::move(text));
}

}  // namespace elman::text
