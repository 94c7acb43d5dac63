#include "elman/text/running_text.h"

#include <gtest/gtest.h>

#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "elman/error.h"
#include "elman/text/utf8_progress.h"
#include "tests/support/messages.h"
#include "tests/support/property.h"
#include "tests/text/random_text.h"

namespace elman::text {
namespace {

using Symbols = std::vector<std::string>;

Symbols symbols_of(std::string_view text, TextUnit unit) {
  Symbols symbols;
  for_each_symbol(text, unit, [&](std::string_view symbol) { symbols.emplace_back(symbol); });
  return symbols;
}

TEST(RunningText, IsCutIntoCharactersOrBytes) {
  EXPECT_EQ(symbols_of("aé\n𝄞", TextUnit::character), (Symbols{"a", "é", "\n", "𝄞"}));
  EXPECT_EQ(symbols_of("aé", TextUnit::byte), (Symbols{"a", "\xC3", "\xA9"}));
  EXPECT_TRUE(symbols_of("", TextUnit::character).empty());
}

TEST(RunningText, IsWhatItsSymbolsAreWhenPutTogether) {
  for (const TextUnit unit : {TextUnit::character, TextUnit::byte}) {
    const Vocabulary characters = Vocabulary::from_counts({{"a", 2}, {"é", 1}, {"<", 1}, {"\\", 1}});
    const TextCoding coding({.symbols = unit}, unit == TextUnit::byte ? byte_vocabulary() : characters);
    std::vector<std::int32_t> ids;
    coding.encode("aé<\\a", ids);
    std::string text;
    for (const std::int32_t id : ids) text += coding.bytes(id);
    EXPECT_EQ(text, "aé<\\a");
    EXPECT_EQ(coding.bytes(Vocabulary::end), "");
  }
}

// Each symbol as it is in the vocabulary, and as it is in the text.
std::pair<Symbols, Symbols> split(const TextCoding& coding, std::string_view text, bool at_line_start = true) {
  std::pair<Symbols, Symbols> both;
  for (const TextCoding::Symbol& symbol : coding.split(text, at_line_start)) {
    both.first.push_back(coding.vocabulary().symbol(symbol.id));
    both.second.emplace_back(symbol.text);
  }
  return both;
}

TextCoding coding_of_words(TextUnit unit, const Symbols& merges, const Vocabulary::Counts& words = {}) {
  const auto encoding = std::make_shared<BytePairEncoding>(BytePairEncoding::from_list(merges));
  const RunningFormat format{.symbols = unit, .normalization = Normalization::none};
  return {format, vocabulary_of_words(format, *encoding, words, 2), encoding};
}

TEST(RunningText, AWordIsTheSameSymbolAtTheBeginningOfALine) {
  const TextCoding coding = coding_of_words(TextUnit::word, {}, {{" the", 3}, {" cat", 2}, {".", 2}});
  const auto [symbols, in_text] = split(coding, "the cat.\nthe\n\n");
  EXPECT_EQ(symbols, (Symbols{" the", " cat", ".", "\n", " the", "\n", "\n"}));
  EXPECT_EQ(in_text, (Symbols{"the", " cat", ".", "\n", "the", "\n", "\n"}));
  EXPECT_EQ(split(coding, "the cat", false).first, (Symbols{"t", "h", "e", " cat"}));
}

TEST(RunningText, WordsThatAreNotKnownAreSpelled) {
  const TextCoding coding = coding_of_words(TextUnit::word, {"é"}, {{" the", 2}, {" rare", 1}});
  EXPECT_EQ(split(coding, "the rare éø").first,
            (Symbols{" the", " ", "r", "a", "r", "e", " ", "é", "<0xC3>", "<0xB8>"}));
  EXPECT_EQ(split(coding, "éø").second, (Symbols{"", "é", "\xC3", "\xB8"}));
}

TEST(RunningText, PartsOfWordsDoNotGoBeyondALine) {
  const TextCoding coding = coding_of_words(TextUnit::bpe, {"a b", "  ab"});
  EXPECT_EQ(split(coding, "ab ab\nab").first, (Symbols{" ab", " ab", "\n", " ab"}));
}

TEST(RunningText, OfWordsNeedsToKnowHowTheyAreSpelled) {
  EXPECT_TRUE(
      contains(message_of<ModelError>([] { TextCoding({.symbols = TextUnit::word}, Vocabulary()); }), "spelled"));
}

// Whatever the text is, and wherever a piece of it ends.
TEST(RunningTextProperty, OfWordsIsIdsAndTextAgain) {
  test::expect_property([] {
    const auto seed = *rc::gen::arbitrary<std::uint64_t>();
    std::mt19937_64 random(seed);
    std::string text;
    for (int line = 0; line < 4; ++line) {
      text += std::string(random() % 3, ' ') + random_text(random, 12) + (random() % 4 == 0 ? "" : "\n");
    }
    for (const TextUnit unit : {TextUnit::word, TextUnit::bpe}) {
      const Symbols merges = unit == TextUnit::word ? Symbols{"é"} : Symbols{"é", "a b", "  a"};
      const TextCoding coding = coding_of_words(unit, merges, {{" ab", 2}, {" ", 2}, {"  ", 2}});
      std::vector<std::int32_t> ids;
      coding.encode(text, ids, [](std::string_view symbol) { RC_FAIL("unknown: " + std::string(symbol)); });
      RunningWriter writer(coding);
      std::string written;
      for (const std::int32_t id : ids) written += writer.add(id);
      RC_ASSERT(written == text);
      std::string together;
      for (const TextCoding::Symbol& symbol : coding.split(text)) together += symbol.text;
      RC_ASSERT(together == text);
    }
  });
}

TEST(RunningText, SymbolsThatAreNotKnownAreTold) {
  const TextCoding coding({}, Vocabulary::from_counts({{"a", 1}}));
  std::vector<std::int32_t> ids;
  std::vector<std::string> unknown;
  coding.encode("añb", ids, [&](std::string_view symbol) { unknown.emplace_back(symbol); });
  EXPECT_EQ(ids, (std::vector<std::int32_t>{4, Vocabulary::unknown, Vocabulary::unknown}));
  EXPECT_EQ(unknown, (std::vector<std::string>{"ñ", "b"}));
}

TEST(RunningText, EveryByteIsASymbolOfBytes) {
  const TextCoding coding({.symbols = TextUnit::byte}, byte_vocabulary());
  for (int byte = 0; byte < 256; ++byte) {
    const char symbol = static_cast<char>(byte);
    const std::int32_t id = coding.id({&symbol, 1});
    EXPECT_EQ(id, Vocabulary::special_count + byte);
    EXPECT_EQ(coding.bytes(id), std::string(1, symbol));
  }
  EXPECT_TRUE(contains(message_of<ModelError>([] { TextCoding({.symbols = TextUnit::byte}, Vocabulary()); }), "bytes"));
}

TEST(RunningText, CharactersAreNormalisedAndBytesAreNot) {
  const std::string decomposed = "e\xCC\x81";
  EXPECT_EQ(TextCoding({}, {}).normalized(decomposed), "é");
  EXPECT_EQ(TextCoding({.normalization = Normalization::none}, {}).normalized(decomposed), decomposed);
  EXPECT_EQ(TextCoding({.symbols = TextUnit::byte}, byte_vocabulary()).normalized(decomposed), decomposed);
}

// Whether something makes it whole. 0x80 and 0xBF are the ends of what may go on, 0x90 and 0xA0 what some first bytes
// want.
bool begins_utf8(const std::string& bytes) {
  for (std::size_t rest = 0; rest < 4; ++rest) {
    for (const char* next : {"\x80", "\x90", "\xA0", "\xBF"}) {
      const std::string whole = rest == 0 ? bytes : bytes + next + std::string(rest - 1, '\x80');
      if (find_invalid_utf8(whole) == std::string::npos) return true;
    }
  }
  return false;
}

// Every byte after what has been written, and what may come after that.
void expect_utf8(const Utf8Progress& progress, const std::string& written) {
  for (int byte = 0; byte < 256; ++byte) {
    const std::string text = written + static_cast<char>(byte);
    const bool may = progress.may_follow(static_cast<unsigned char>(byte));
    ASSERT_EQ(may, begins_utf8(text)) << display(text);
    if (!may) continue;
    Utf8Progress next = progress;
    next.add(static_cast<unsigned char>(byte));
    ASSERT_EQ(next.is_complete(), find_invalid_utf8(text) == std::string::npos) << display(text);
    if (!next.is_complete() && (text.size() < 3 || static_cast<unsigned char>(byte) % 16 == 0)) expect_utf8(next, text);
  }
}

TEST(Utf8Progress, LetsThroughUtf8Alone) { expect_utf8({}, ""); }

}  // namespace
}  // namespace elman::text
