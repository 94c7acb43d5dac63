// Texts as words, and as bytes: symbols that give back the text to the last byte, whatever it is.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "elman/text/unicode.h"

namespace elman::text {

// A word keeps the space before it, and a text begins as if there were one: "I'm 16, too." is " I", "'m", " 16", ",",
// " too", ".". So a word is the same at the beginning of a text and within, and the words put together are the text
// with a space in front. Letters with their marks are a word; so are digits, an apostrophe between letters with those
// behind it, and each other character. A space that no word follows is one by itself.
//
// Calls visit(word) for each word of a text to which that space has been added. The text has to be UTF-8.
template <class Visit>
void for_each_word(std::string_view spaced, Visit&& visit);

// "text" as for_each_word() reads it; an empty text stays empty.
std::string with_space(std::string_view text);
std::string without_space(std::string spaced);
// What the words are put together, without the space in front.
std::string join_words(std::span<const std::string> words);
std::vector<std::string> split_words(std::string_view text);

// A character of ASCII is its own symbol, any other byte is named, as "<0xC3>".
std::string byte_symbol(unsigned char byte);
// The byte that a symbol names, or -1.
int named_byte(std::string_view symbol);
// Every byte that a line of UTF-8 can have, as symbols.
std::vector<std::string> byte_symbols();
std::vector<std::string> split_bytes(std::string_view text);
// Names of bytes become bytes, all else stays. What is not UTF-8 then, which a model may write, becomes U+FFFD.
std::string join_bytes(std::span<const std::string> symbols);

// ---- Implementation ----

template <class Visit>
void for_each_word(std::string_view spaced, Visit&& visit) {
  const auto is_apostrophe = [](std::string_view text) { return text.starts_with('\'') || text.starts_with("\u2019"); };
  bool after_letters = false;
  for (std::size_t begin = 0; begin < spaced.size();) {
    const std::size_t core = begin + (spaced[begin] == ' ' ? 1 : 0);
    std::size_t end = core;
    bool letters = false;
    if (core < spaced.size() && spaced[core] != ' ') {
      Character first = character_at(spaced, core);
      end += first.bytes;
      if (after_letters && core == begin && end < spaced.size() && is_apostrophe(spaced.substr(core)) &&
          character_at(spaced, end).kind == CharacterClass::letter) {
        first.kind = CharacterClass::letter;
      }
      letters = first.kind == CharacterClass::letter;
      while (first.kind != CharacterClass::other && end < spaced.size()) {
        const Character next = character_at(spaced, end);
        if (next.kind != first.kind) break;
        end += next.bytes;
      }
    }
    after_letters = letters;
    visit(spaced.substr(begin, end - begin));
    begin = end;
  }
}

}  // namespace elman::text
