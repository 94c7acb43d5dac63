// Text as the pieces of a SentencePiece model and back (Kudo & Richardson 2018), symbol for symbol as its own library
// does it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "elman/text/character_map.h"
#include "elman/text/prefix_trie.h"
#include "elman/text/sentence_piece_spec.h"
#include "elman/text/string_map.h"

namespace elman::text {

// Safe to be used by several threads. Texts have to be UTF-8.
class SentencePieces {
 public:
  // Throws DataError as check() and CharacterMap do, and if a piece has the name of a byte.
  explicit SentencePieces(SentencePieceSpec spec);

  // Adds the pieces that piece_list() gives. Throws DataError for entries that are none.
  static void add_pieces(std::span<const std::string> list, SentencePieceSpec& spec);
  // "kind score piece" for each piece.
  std::vector<std::string> piece_list() const;
  const SentencePieceSpec& spec() const { return *spec_; }

  // The same, but pieces for which that is false are taken apart, as is an unused one; a single character is then
  // unknown.
  SentencePieces limited_to(const std::function<bool(std::string_view)>& is_used) const;

  // What the normalizer makes of a text: as pieces are, with U+2581 for spaces.
  std::string normalized(std::string_view text) const;
  // Pieces. What is in none is spelled in bytes if the model has bytes; otherwise unknown characters that follow each
  // other are one symbol, which knows() denies.
  std::vector<std::string> split(std::string_view text) const { return split_normalized(normalized(text)); }
  std::vector<std::string> split_normalized(std::string_view normalized) const;
  // The pieces that this model has for the text that another one has split into those, which had the same normalizer.
  std::vector<std::string> split_again(std::span<const std::string> pieces) const;
  // The text that the pieces write. Bytes that are not UTF-8 become U+FFFD, and so does a line break spelled in bytes.
  // Where the library would write the U+2581 of an unknown symbol, this is a space as well.
  std::string join(std::span<const std::string> pieces) const;

  // Whether that is a piece, or a byte's name if the model has bytes.
  bool knows(std::string_view symbol) const;
  // Names of all bytes that a line of UTF-8 can have, if the model has bytes.
  std::vector<std::string> byte_names() const;

 private:
  enum class Use : std::uint8_t { always, taken_apart, unknown };

  struct Part {
    std::string_view text;
    bool known = false;
  };
  using Parts = std::vector<Part>;

  Parts unigram_parts(std::string_view normalized) const;
  Parts merged_parts(std::string_view normalized) const;
  Parts words(std::string_view normalized) const;
  Parts characters(std::string_view normalized) const;

  std::int32_t find(std::string_view piece) const;
  bool is_used(std::int32_t piece) const;
  // Of the piece of that kind which begins there, or else of the character.
  std::size_t bytes_of_user_piece(std::string_view text) const;

  std::shared_ptr<const SentencePieceSpec> spec_;
  std::vector<Use> use_;  // of each piece
  StringMap<std::int32_t> places_;
  PrefixTrie pieces_;  // of unigram
  PrefixTrie user_pieces_;
  CharacterMap map_;
  float lowest_score_ = 0;  // of normal pieces
  float highest_score_ = 0;
};

}  // namespace elman::text
