// Files of SentencePiece from strangers: each is an error message or a model that works.
#include "elman/text/sentence_piece_spec.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <string>

#include "elman/error.h"
#include "elman/random.h"
#include "elman/text/character_map.h"
#include "elman/text/sentence_pieces.h"
#include "elman/text/unicode.h"
#include "tests/support/messages.h"

namespace elman::test {
namespace {

using text::parse_sentence_piece_model;

std::string file_of(const std::string& name) {
  std::ifstream file(ELMAN_TEST_DATA "/sentencepiece/" + name + ".model", std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

// A field with bytes, and one with a number; all below 128.
std::string field(int number, const std::string& bytes) {
  return std::string{static_cast<char>(number << 3 | 2), static_cast<char>(bytes.size())} + bytes;
}
std::string field(int number, int value) { return {static_cast<char>(number << 3), static_cast<char>(value)}; }
std::string piece(const std::string& text, int type, const std::string& score = std::string("\0\0\x80\xBF", 4)) {
  return field(1, field(1, text) + char{2 << 3 | 5} + score + field(3, type));
}
const std::string unknown = piece("<unk>", 2);

std::string fault(const std::string& bytes) {
  return message_of<DataError>([&] { (void)text::SentencePieces(parse_sentence_piece_model(bytes)); });
}

TEST(SentencePieceSpec, SaysWhatTheFileSays) {
  const text::SentencePieceSpec spec =
      parse_sentence_piece_model(unknown + piece("<s>", 3) + piece("a", 1) + piece("b", 4) + piece("c", 5) +
                                 field(2, field(3, 2)) + field(3, field(1, "own") + field(3, 0) + field(4, 0)));
  ASSERT_EQ(spec.pieces.size(), 3U);
  EXPECT_EQ(spec.pieces[0].text, "a");
  EXPECT_EQ(spec.pieces[0].score, -1);
  EXPECT_EQ(spec.pieces[1].kind, text::PieceKind::user);
  EXPECT_EQ(spec.pieces[2].kind, text::PieceKind::unused);
  EXPECT_EQ(spec.algorithm, text::PieceAlgorithm::bpe);
  EXPECT_EQ(spec.normalization, "own");
  EXPECT_FALSE(spec.dummy_prefix || spec.remove_extra_spaces || spec.byte_fallback || spec.whitespace_as_suffix);
  EXPECT_TRUE(spec.escape_spaces);
}

TEST(SentencePieceSpec, WhatIsNoModelIsRefused) {
  EXPECT_TRUE(contains(fault(""), "0 pieces for what is unknown"));
  EXPECT_TRUE(contains(fault(unknown + unknown), "2 pieces for what is unknown"));
  EXPECT_TRUE(contains(fault("source\ttarget\n"), "found"));
  EXPECT_TRUE(contains(fault(unknown + "\x0A\x7F"), "the end 127 bytes too early"));
  EXPECT_TRUE(contains(fault(unknown + "\x0A" + std::string(9, '\xFF') + "\x01"), "bytes too early"));
  EXPECT_TRUE(contains(fault(unknown + std::string(12, '\xFF')), "a number of more than ten bytes"));
  EXPECT_TRUE(contains(fault(unknown + "\x0B"), "a field of type 3"));
  EXPECT_TRUE(contains(fault(unknown + std::string(2, '\0')), "field 0"));
  EXPECT_TRUE(contains(fault(unknown + field(1, 7)), "field 1 of type 0, expected type 2"));
  EXPECT_TRUE(contains(fault(unknown + piece("a", 7)), "a piece of type 7"));
  EXPECT_TRUE(contains(fault(unknown + piece("a", 1) + piece("a", 4)), "'a' twice"));
  EXPECT_TRUE(contains(fault(unknown + piece("a", 1, std::string("\0\0\x80\x7F", 4))), "a finite one"));
  EXPECT_TRUE(contains(fault(unknown + piece("<0x41>", 6)), "1 pieces of bytes, expected none"));
  EXPECT_TRUE(contains(fault(unknown + field(2, std::string("\x98\x02\x01", 3))), "0 pieces of bytes, expected 256"));
  EXPECT_TRUE(contains(fault(unknown + field(2, field(3, 5))), "a model of type 5"));
  EXPECT_TRUE(contains(fault(unknown + field(5, field(2, "x"))), "denormalizer"));
  EXPECT_TRUE(contains(fault(std::string(text::largest_sentence_piece_file + 1, 'x')), "bytes, expected at most"));
}

// A table of units and the texts behind it.
std::string map_of(std::initializer_list<std::uint32_t> units, const std::string& texts) {
  std::string bytes;
  const auto add = [&bytes](std::uint32_t number) {
    for (int i = 0; i < 4; ++i) bytes += static_cast<char>(number >> 8 * i & 0xFF);
  };
  add(static_cast<std::uint32_t>(4 * units.size()));
  for (const std::uint32_t unit : units) add(unit);
  return bytes + texts;
}

TEST(CharacterMap, FindsTheLongestRule) {
  // The root's children begin at 1 ^ byte: \1 is at 0 + 2 ^ 1, and leads to its leaf and to \1\2.
  constexpr std::uint32_t leaf = 0x8000'0000;
  const text::CharacterMap map(map_of({2u << 10,                 // 0: the root; children at 2 ^ byte
                                       leaf | 2,                 // 1: of \1\2; a value of 2
                                       0xFF,                     // 2: nothing
                                       7u << 10 | 1u << 8 | 1,   // 3 = 2 ^ \1: ends; children at 3 ^ 7 = 4 ^ byte
                                       leaf,                     // 4: of \1; a value of 0
                                       0xFF,                     // 5: nothing
                                       7u << 10 | 1u << 8 | 2},  // 6 = 4 ^ \2: ends; its leaf at 6 ^ 7 = 1
                                      std::string("x\0yz\0", 5)));
  EXPECT_EQ(map.longest_prefix("\1").text, "x");
  EXPECT_EQ(map.longest_prefix("\1\1").bytes, 1U);
  EXPECT_EQ(map.longest_prefix("\1\2\1").text, "yz");
  EXPECT_EQ(map.longest_prefix("\1\2\1").bytes, 2U);
  EXPECT_EQ(map.longest_prefix("\2").bytes, 0U);
  EXPECT_EQ(map.longest_prefix("").bytes, 0U);
  EXPECT_EQ(map.longest_prefix("\xFF").bytes, 0U);
  EXPECT_EQ(text::CharacterMap("").longest_prefix("a").bytes, 0U);
}

TEST(CharacterMap, NeverCutsACharacter) {
  constexpr std::uint32_t leaf = 0x8000'0000;
  const text::CharacterMap map(map_of({0xC1u << 10, leaf, 3u << 10 | 1u << 8 | 0xC3}, std::string("x\0", 2)));
  EXPECT_EQ(map.longest_prefix("\xC3").text, "x");  // a rule for half a character
  EXPECT_EQ(map.longest_prefix("\u00E9").bytes, 0U);
}

TEST(CharacterMap, WhatLeadsNowhereIsRefused) {
  const auto fault_of_map = [](const std::string& bytes) {
    return message_of<DataError>([&] { text::CharacterMap{bytes}; });
  };
  const std::string texts("x\0", 2);
  constexpr std::uint32_t leaf = 0x8000'0000;
  constexpr std::uint32_t ends = 1u << 10 | 1u << 8;  // with its leaf beside it
  EXPECT_TRUE(contains(fault_of_map("abc"), "3 bytes"));
  EXPECT_TRUE(contains(fault_of_map(map_of({0}, "").substr(0, 7)), "7 bytes"));
  EXPECT_TRUE(contains(fault_of_map(std::string("\x09\0\0\0", 4) + std::string(9, 'x')), "a table of 9 bytes"));
  EXPECT_TRUE(contains(fault_of_map(std::string("\xFC\xFF\xFF\xFF", 4) + std::string(8, 'x')), "one that fits"));
  EXPECT_TRUE(contains(fault_of_map(map_of({ends, leaf | 2}, texts)), "an entry (0) that leads to no text"));
  EXPECT_TRUE(contains(fault_of_map(map_of({ends}, texts)), "leads to no text"));
  EXPECT_TRUE(contains(fault_of_map(map_of({ends, leaf | 1}, std::string("\u00E9\0", 3))), "leads to no text"));
  EXPECT_TRUE(contains(fault_of_map(map_of({ends, leaf}, "x")), "a text without an end"));
  EXPECT_TRUE(contains(fault_of_map(map_of({ends, leaf}, std::string("\xC3\0", 2))), "not UTF-8"));
  EXPECT_TRUE(contains(fault_of_map(map_of({ends, leaf}, std::string("a\n\0", 3))), "a line break"));
  EXPECT_TRUE(contains(fault_of_map(map_of({ends, leaf}, std::string(300, 'x') + '\0')), "at most 256"));
}

// Whether it is a model; then it also has to split and join, into what is UTF-8.
bool survives(const std::string& bytes) {
  try {
    const text::SentencePieces pieces(parse_sentence_piece_model(bytes));
    for (const std::string text : {"the lowest house, \uFF21\uFF22 \u00BD", "  \u4E2D\u6587 <sep>\u2581\U0001F600"}) {
      const std::vector<std::string> split = pieces.split(text);
      for (const std::string& piece : split) EXPECT_EQ(text::find_invalid_utf8(piece), std::string::npos);
      EXPECT_EQ(text::find_invalid_utf8(pieces.join(split)), std::string::npos);
    }
    return true;
  } catch (const DataError&) {
    return false;
  }
}

TEST(HostileSentencePieceFile, TruncatedOrFlippedIsAnErrorOrAModel) {
  Random random(1);
  for (const std::string name : {"unigram", "unigram_user", "bpe", "bpe_bytes", "char", "word"}) {
    const std::string whole = file_of(name);
    ASSERT_TRUE(survives(whole));
    int refused = 0;
    for (int i = 0; i < 300; ++i) {
      refused += survives(whole.substr(0, random.below(whole.size()))) ? 0 : 1;
      std::string flipped = whole;
      for (std::uint64_t flips = 1 + random.below(3); flips-- > 0;) {
        flipped[random.below(flipped.size())] = static_cast<char>(random.below(256));
      }
      refused += survives(flipped) ? 0 : 1;
    }
    EXPECT_GT(refused, 100);
  }
}

}  // namespace
}  // namespace elman::test
