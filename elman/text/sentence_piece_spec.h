// What a SentencePiece model says (Kudo & Richardson 2018): pieces of text with their scores, and how a text becomes
// such pieces.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "elman/fields.h"

namespace elman::text {

// unigram: the pieces whose scores have the highest sum (Kudo 2018); bpe: the merge with the highest score first
// (Sennrich, Haddow & Birch 2016); word: what is between spaces; char: single characters.
enum class PieceAlgorithm { unigram, bpe, word, character };

constexpr auto choices(PieceAlgorithm) {
  return std::array{
      Choice<PieceAlgorithm>{PieceAlgorithm::unigram, "unigram"}, Choice<PieceAlgorithm>{PieceAlgorithm::bpe, "bpe"},
      Choice<PieceAlgorithm>{PieceAlgorithm::word, "word"}, Choice<PieceAlgorithm>{PieceAlgorithm::character, "char"}};
}

// user: whoever trained the model wants it in one piece wherever it occurs. unused: taken apart, though bpe may come to
// other pieces through it.
enum class PieceKind { normal, user, unused };

constexpr auto choices(PieceKind) {
  return std::array{Choice<PieceKind>{PieceKind::normal, "normal"}, Choice<PieceKind>{PieceKind::user, "user"},
                    Choice<PieceKind>{PieceKind::unused, "unused"}};
}

struct SentencePieceSpec {
  static constexpr std::size_t longest_piece = 1000;  // bytes
  static constexpr std::size_t longest_name = 256;    // bytes

  struct Piece {
    std::string text;  // U+2581 stands for a space
    float score = 0;
    PieceKind kind = PieceKind::normal;
  };

  PieceAlgorithm algorithm = PieceAlgorithm::unigram;
  std::string normalization = {};     // the name of its rules, for people
  bool byte_fallback = false;         // what is in no piece is spelled in bytes, as "<0xC3>"
  bool dummy_prefix = true;           // a text is read as if it began with a space
  bool remove_extra_spaces = true;    // at both ends, and all but one of several
  bool escape_spaces = true;          // as U+2581
  bool whitespace_as_suffix = false;  // the space of dummy_prefix is at the end
  std::vector<Piece> pieces = {};     // without those that stand for no text, and those of bytes
  std::string character_map = {};     // rules of the normalizer (text/character_map.h)
};

// All but pieces and the character map.
Fields fields(SentencePieceSpec& spec);

// Reads a file that SentencePiece wrote, such as spiece.model. It is read here, since the library is shipped by Debian
// as a shared one alone, and the program is to be one file. Throws DataError, without the file's name, for what is no
// such model: every length, index, number and text in it is checked, and a file of more than
// largest_sentence_piece_file bytes is none.
SentencePieceSpec parse_sentence_piece_model(std::string_view bytes);
constexpr std::size_t largest_sentence_piece_file = std::size_t{1} << 24;

// Throws DataError for pieces that are empty, not UTF-8, longer than longest_piece or there twice, and for scores that
// are not finite.
void check(const SentencePieceSpec& spec);

}  // namespace elman::text
