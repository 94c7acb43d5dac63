#include "cli/show/wrapping.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "elman/text/unicode.h"

namespace elman::cli {
namespace {

bool is_wide(std::string_view character) { return text::display_width(character) == 2; }

// What must not begin a line, and what must not end one.
bool is_closing(std::string_view character) {
  static const std::string_view closing[] = {"，", "。", "、", "；", "：", "？", "！", "）", "”", "》"};
  return std::ranges::find(closing, character) != std::end(closing);
}
bool is_opening(std::string_view character) {
  static const std::string_view opening[] = {"（", "“", "《"};
  return std::ranges::find(opening, character) != std::end(opening);
}

// The longest of the words that the text begins with; empty if it begins with none.
std::string_view word_at(std::string_view text, std::span<const std::string_view> words) {
  std::string_view longest;
  for (const std::string_view word : words) {
    if (word.size() > longest.size() && text.starts_with(word)) longest = word;
  }
  return longest;
}

// Pieces that stay whole; a space belongs to the end of the one before it.
std::vector<std::string> pieces_of(std::string_view text, std::span<const std::string_view> words) {
  std::vector<std::string> pieces;
  std::string last = " ";
  std::size_t word_end = 0;
  std::size_t at = 0;
  for (const std::string& character : text::split_scalars(text)) {
    const bool between_wide = (is_wide(character) || is_wide(last)) && !is_opening(last) && !is_closing(character);
    if (character != " " && at >= word_end && (last == " " || between_wide)) pieces.emplace_back();
    if (at >= word_end) word_end = at + word_at(text.substr(at), words).size();
    if (pieces.empty()) pieces.emplace_back();
    pieces.back() += character;
    last = character;
    at += character.size();
  }
  return pieces;
}

}  // namespace

std::string without_end_spaces(std::string line) {
  line.erase(line.find_last_not_of(' ') + 1);
  return line;
}

std::vector<std::string> wrapped(std::string_view text, std::size_t columns, std::span<const std::string_view> words) {
  std::vector<std::string> lines;
  std::string line;
  for (const std::string& piece : pieces_of(text, words)) {
    if (!line.empty() && text::display_width(without_end_spaces(line + piece)) > columns) {
      lines.push_back(without_end_spaces(std::exchange(line, {})));
    }
    line += piece;
  }
  if (!line.empty()) lines.push_back(without_end_spaces(line));
  return lines;
}

std::string padded(std::string_view text, std::size_t columns) {
  const std::size_t width = text::display_width(text);
  return std::string(text) + std::string(columns > width ? columns - width : 0, ' ');
}

std::string right_aligned(std::string_view text, std::size_t columns) {
  const std::size_t width = text::display_width(text);
  return std::string(columns > width ? columns - width : 0, ' ') + std::string(text);
}

}  // namespace elman::cli
