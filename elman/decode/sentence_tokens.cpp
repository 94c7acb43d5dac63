#include "elman/decode/sentence_tokens.h"

#include <algorithm>
#include <array>
#include <utility>

#include "elman/text/unicode.h"

namespace elman::decode {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_point(char c) { return c == '.' || c == ','; }
bool is_apart(char c) {
  return (c >= ' ' && c <= '/' && c != '\'' && c != '-' && !is_point(c)) || (c >= ':' && c <= '@') ||
         (c >= '[' && c <= '`') || (c >= '{' && c <= '~');
}

// Unicode's white space and the separators of ASCII: what ends a word.
bool is_space(std::string_view scalar) {
  if (scalar.size() == 1)
    return scalar[0] == ' ' || (scalar[0] >= 0x09 && scalar[0] <= 0x0D) || (scalar[0] >= 0x1C && scalar[0] <= 0x1F);
  static constexpr std::array<std::string_view, 19> others = {
      "\u0085", "\u00A0", "\u1680", "\u2000", "\u2001", "\u2002", "\u2003", "\u2004", "\u2005", "\u2006",
      "\u2007", "\u2008", "\u2009", "\u200A", "\u2028", "\u2029", "\u202F", "\u205F", "\u3000"};
  return std::find(others.begin(), others.end(), scalar) != others.end();
}

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
}

// Each pair of neighbours that `fits` is written as the four pieces say, and those that follow are looked at next.
template <class Fits, class Write>
std::string rewritten(const std::string& text, const Fits& fits, const Write& write) {
  std::string result;
  result.reserve(text.size() * 2);
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (i + 1 < text.size() && fits(text[i], text[i + 1])) {
      write(result, text[i], text[i + 1]);
      ++i;
    } else {
      result += text[i];
    }
  }
  return result;
}

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  bool inside = false;
  for (const std::string& scalar : text::split_scalars(text)) {
    const bool space = is_space(scalar);
    if (!space && !inside) words.emplace_back();
    if (!space) words.back() += scalar;
    inside = !space;
  }
  return words;
}

}  // namespace

std::vector<std::string> tokens_13a(std::string_view sentence) {
  std::string text(sentence);
  constexpr std::array<std::pair<std::string_view, std::string_view>, 7> entities = {
      {{"<skipped>", ""}, {"-\n", ""}, {"\n", " "}, {"&quot;", "\""}, {"&amp;", "&"}, {"&lt;", "<"}, {"&gt;", ">"}}};
  for (const auto& [from, to] : entities) replace_all(text, from, to);
  std::string apart(" ");
  for (const char c : text) {
    if (is_apart(c)) apart.append({' ', c, ' '});
    if (!is_apart(c)) apart += c;
  }
  apart += ' ';
  apart = rewritten(
      apart, [](char a, char b) { return !is_digit(a) && is_point(b); },
      [](std::string& out, char a, char b) {
        out.append({a, ' ', b, ' '});
      });
  apart = rewritten(
      apart, [](char a, char b) { return is_point(a) && !is_digit(b); },
      [](std::string& out, char a, char b) {
        out.append({' ', a, ' ', b});
      });
  apart = rewritten(
      apart, [](char a, char b) { return is_digit(a) && b == '-'; },
      [](std::string& out, char a, char b) {
        out.append({a, ' ', b, ' '});
      });
  return words_of(apart);
}

std::vector<std::string> rouge_tokens(std::string_view sentence) {
  std::string text = text::lower_case(sentence);
  for (char& c : text) {
    if (!is_digit(c) && (c < 'a' || c > 'z')) c = ' ';
  }
  return words_of(text);
}

std::vector<std::string> characters_of(std::string_view sentence) {
  std::vector<std::string> characters = text::split_scalars(sentence);
  std::erase_if(characters, is_space);
  return characters;
}

}  // namespace elman::decode
