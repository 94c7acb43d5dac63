#include "elman/text/symbols.h"

#include <gtest/gtest.h>

#include <random>

#include "elman/error.h"
#include "elman/text/symbol_choice.h"
#include "tests/support/messages.h"
#include "tests/support/temporary_files.h"
#include "tests/text/random_text.h"

namespace elman::text {
namespace {

using Strings = std::vector<std::string>;

// Of a column of targets whose sources have no spaces, and are as long as words.
SymbolKind chosen(const std::vector<std::string_view>& texts) {
  SymbolChooser chooser;
  for (std::size_t i = 0; i < texts.size(); ++i) chooser.add("word" + std::to_string(i), texts[i]);
  return chooser.target().kind;
}

// Pairs of which neither side is like a spelling of the other: both have spaces.
using Pair = std::pair<std::string, std::string>;
std::pair<SymbolKind, SymbolKind> chosen_of_both(const std::vector<Pair>& pairs) {
  SymbolChooser chooser;
  for (const auto& [source, target] : pairs) chooser.add(source, target);
  return {chooser.source().kind, chooser.target().kind};
}

TEST(Symbols, SplitByTheKind) {
  EXPECT_EQ(split("t͡ʃe e\u0301", {SymbolKind::character}), (Strings{"t", "\u0361", "ʃ", "e", " ", "é"}));
  EXPECT_EQ(split("t͡ʃe", {SymbolKind::grapheme}), (Strings{"t\u0361", "ʃ", "e"}));
  EXPECT_EQ(split("t͡ʃ e\u0301", {SymbolKind::space}), (Strings{"t͡ʃ", "é"}));
  EXPECT_EQ(split("é", {SymbolKind::character, Normalization::nfd}), (Strings{"e", "\u0301"}));
  EXPECT_EQ(split("e\u0301", {SymbolKind::character, Normalization::none}), (Strings{"e", "\u0301"}));
}

TEST(Symbols, RunsOfSpacesSeparateLikeOne) {
  EXPECT_EQ(split("  P  R AA S ", {SymbolKind::space}), (Strings{"P", "R", "AA", "S"}));
  EXPECT_EQ(split("   ", {SymbolKind::space}), Strings{});
  EXPECT_EQ(split("", {SymbolKind::space}), Strings{});
}

TEST(Symbols, OnlyTheSpaceSeparates) {
  EXPECT_EQ(split("a\u00A0b\u3000c d", {SymbolKind::space}), (Strings{"a\u00A0b\u3000c", "d"}));
}

TEST(Symbols, JoinedSymbolsAreTheNormalizedText) {
  std::mt19937_64 random(3);
  for (int i = 0; i < 5000; ++i) {
    const std::string text = random_text(random, 15);
    for (const auto kind : {SymbolKind::character, SymbolKind::grapheme}) {
      for (const auto form : {Normalization::nfc, Normalization::nfd, Normalization::none}) {
        const SymbolOptions options{kind, form};
        ASSERT_EQ(join(split(text, options), options), normalize(text, form)) << code_points(text);
      }
    }
  }
}

TEST(Symbols, JoinedTokensAreTheTextIfSingleSpacesSeparateThem) {
  std::mt19937_64 random(4);
  const SymbolOptions options{SymbolKind::space};
  for (int i = 0; i < 2000; ++i) {
    std::string text;
    for (std::size_t token = 0; token < 1 + random() % 6; ++token) {
      text += token == 0 ? "" : " ";
      for (std::size_t left = 1 + random() % 3; left > 0;) {
        const std::uint32_t scalar = random_scalar(random);
        if (scalar == ' ') continue;
        append_utf8(scalar, text);
        --left;
      }
    }
    text = normalize(text, Normalization::nfc);
    ASSERT_EQ(join(split(text, options), options), text) << code_points(text);
  }
}

TEST(Symbols, PhoneStringsAreChosenAsTokens) {
  EXPECT_EQ(chosen({"a β a ð i a"}), SymbolKind::space);
  EXPECT_EQ(chosen({"P R AA S EH S AH Z", "B L AE K", "T AO R T AO R IY CH IY", "AH"}), SymbolKind::space);
  EXPECT_EQ(chosen({"t͡ʃ a r a z", "t a kʷʼ ə t a n", "ʒ a ʔʷ ə l a l ə ʁ"}), SymbolKind::space);
  EXPECT_EQ(chosen({"1 0 1 1", "0 0 1"}), SymbolKind::space);
}

TEST(Symbols, WordsAreChosenAsCharacters) {
  EXPECT_EQ(chosen({"abadía", "abajo"}), SymbolKind::character);
  EXPECT_EQ(chosen({"Aa machen", "Abu Dabili", "abrunden"}), SymbolKind::character);
  EXPECT_EQ(chosen({"binmiş olmayacak mısınız", "rundetet ab", "Aa machen"}), SymbolKind::character);
  EXPECT_EQ(chosen({"a", "b", "c d"}), SymbolKind::character);
  EXPECT_EQ(chosen({""}), SymbolKind::character);
  EXPECT_EQ(chosen(std::vector<std::string_view>{}), SymbolKind::character);
}

TEST(Symbols, PhrasesOfAFewVerbsAndParticlesAreChosenAsCharacters) {
  std::vector<Pair> pairs;
  for (const std::string verb : {"go", "add", "put", "sit", "hit", "let", "tie", "run"}) {
    for (const std::string particle : {"", " up", " on", " of", " by", " it"}) {
      pairs.emplace_back(verb + particle, verb + "s" + particle);
    }
  }
  EXPECT_EQ(chosen_of_both(pairs), std::pair(SymbolKind::character, SymbolKind::character));
}

TEST(Symbols, PhonesOfManyLettersAreChosenAsTokens) {
  const std::vector<std::string> initials{"b", "m", "sh", "zh", "t", "g"};
  const std::vector<std::string> finals{"ao3_T4", "ng2", "iang1", "a4", "uo3_T4"};
  std::vector<Pair> pairs;
  for (std::size_t i = 0; i < 30; ++i) {
    const auto syllable = [&](std::size_t k) { return initials[k % 6] + " " + finals[k % 5]; };
    pairs.emplace_back("w" + std::to_string(i), syllable(i) + " " + syllable(7 * i + 3));
  }
  EXPECT_EQ(chosen_of_both(pairs), std::pair(SymbolKind::character, SymbolKind::space));
}

TEST(Symbols, SpacesAreNotChosenIfWordsOfNewPairsBecameUnknown) {
  SymbolChooser chooser;
  for (int i = 0; i < 60; ++i) {  // each has a word that no other has
    const std::string rare{static_cast<char>('a' + i % 26), static_cast<char>('a' + i / 26), 'x'};
    chooser.add("sign" + std::to_string(i), "an old " + rare + " is here");
  }
  EXPECT_EQ(chooser.target().kind, SymbolKind::character);
  EXPECT_EQ(chooser.target().why, "words between spaces would be unknown in new pairs");
}

TEST(Symbols, AWordWhoseOtherFormsAreOfTheSameSourceIsNoSymbol) {
  SymbolChooser chooser;
  for (int i = 0; i < 40; ++i) {
    const std::string verb{'v', static_cast<char>('a' + i % 20), static_cast<char>('a' + i / 20)};
    for (const std::string particle : {"up it", "on it"}) chooser.add("to " + verb, "she " + verb + " " + particle);
  }
  EXPECT_EQ(chooser.target().kind, SymbolKind::character);
}

TEST(Symbols, SentencesOfShortWordsAreChosenAsCharacters) {
  // Vietnamese: nearly every entry has several words, and they are short.
  EXPECT_EQ(chosen({"xin chào", "cảm ơn", "nhà ga", "học sinh", "bác sĩ", "mặt trời", "bàn tay", "quả táo", "con mèo",
                    "sách vở", "thứ hai", "gia đình", "âm nhạc", "đồng hồ", "xe đạp"}),
            SymbolKind::character);
}

TEST(Symbols, NumbersAndTheirWordsNeedNoSpacesToBeLearnt) {
  SymbolChooser chooser;
  chooser.add("12", "twelve");
  chooser.add("20", "twenty");
  chooser.add("21", "twenty one");
  EXPECT_EQ(chooser.target().kind, SymbolKind::character);
  EXPECT_EQ(chooser.source().why, "");
}

TEST(Symbols, SeparatedCharactersAreChosenAsTokensHoweverManyDifferentOnesThereAre) {
  EXPECT_EQ(chosen({"你 好", "世 界", "漢 字", "時 間", "学 生", "会 話", "天 気", "友 達", "音 楽", "電 車"}),
            SymbolKind::space);
}

TEST(SymbolChoice, TranslationsAreReadAsPartsOfWords) {
  SymbolChooser translations;
  SymbolChooser corrections;
  SymbolChooser few;
  for (int i = 0; i < 1000; ++i) {
    const std::string number = std::to_string(i);
    translations.add("Jeg har aldrig set hus " + number + " her.", "I have never seen house " + number + " here.");
    corrections.add("I hav never seen house " + number + " here.", "I have never seen house " + number + " here.");
    if (i < 900) few.add("Jeg har aldrig set hus " + number + " her.", "I have never seen house " + number + " here.");
  }
  EXPECT_EQ(translations.source().kind, SymbolKind::bpe);
  EXPECT_EQ(translations.target().kind, SymbolKind::bpe);
  EXPECT_NE(corrections.target().kind, SymbolKind::bpe);
  EXPECT_NE(few.target().kind, SymbolKind::bpe);
}

TEST(Symbols, KindsHaveNames) {
  for (const auto kind : {SymbolKind::character, SymbolKind::grapheme, SymbolKind::space}) {
    EXPECT_EQ(find_choice<SymbolKind>(name_of(kind)), kind);
  }
  EXPECT_EQ(find_choice<SymbolKind>("character"), SymbolKind::character);
  EXPECT_EQ(names_of_choices<SymbolKind>(), "char, grapheme, space, word, byte, bpe, sentencepiece");
}

}  // namespace
}  // namespace elman::text
