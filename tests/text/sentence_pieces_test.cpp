#include "elman/text/sentence_pieces.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <limits>
#include <nlohmann/json.hpp>

#include "elman/error.h"
#include "elman/text/symbols.h"
#include "elman/text/unicode.h"
#include "tests/support/messages.h"
#include "tests/support/property.h"

namespace elman::test {
namespace {

using text::PieceAlgorithm;
using text::PieceKind;
using text::SentencePieces;
using text::SentencePieceSpec;
using Strings = std::vector<std::string>;

const std::string folder = ELMAN_TEST_DATA "/sentencepiece/";

SentencePieces pieces_of(const std::string& name) {
  std::ifstream file(folder + name + ".model", std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  return SentencePieces(text::parse_sentence_piece_model(bytes));
}

nlohmann::json expected() {
  std::ifstream file(folder + "expected.json");
  return nlohmann::json::parse(file);
}

TEST(SentencePieces, SplitsAndJoinsAwkwardSentencesAsTheLibrary) {
  const nlohmann::json all = expected();
  const Strings sentences = all.at("sentences");
  std::size_t joined = 0;
  for (const auto& [name, of_model] : all.at("models").items()) {
    const SentencePieces model = pieces_of(name);
    for (std::size_t i = 0; i < sentences.size(); ++i) {
      const Strings pieces = of_model.at("pieces").at(i);
      EXPECT_EQ(model.split(sentences[i]), pieces) << name << ": " << sentences[i];
      bool marks_are_known = true;  // the library writes U+2581 of unknown pieces as it is
      for (std::size_t k = 0; k < pieces.size(); ++k) {
        const bool known = of_model.at("known").at(i).at(k);
        EXPECT_EQ(model.knows(pieces[k]), known) << name << ": " << pieces[k];
        marks_are_known &= known || !contains(pieces[k], "\u2581");
      }
      if (!marks_are_known) continue;
      EXPECT_EQ(model.join(pieces), of_model.at("texts").at(i)) << name << ": " << sentences[i];
      ++joined;
    }
  }
  EXPECT_GT(joined, 400U);
}

TEST(SentencePieces, AreWhatTheirListSays) {
  const Strings sentences = expected().at("sentences");
  for (const std::string name : {"unigram_user", "bpe", "unigram_bytes"}) {
    const SentencePieces model = pieces_of(name);
    SentencePieceSpec spec = model.spec();
    spec.pieces.clear();
    SentencePieces::add_pieces(model.piece_list(), spec);
    const SentencePieces again(spec);
    EXPECT_EQ(again.piece_list(), model.piece_list());
    for (const std::string& sentence : sentences) EXPECT_EQ(again.split(sentence), model.split(sentence));
  }
  const auto fault = [](const Strings& list) {
    SentencePieceSpec spec;
    return message_of<DataError>([&] { SentencePieces::add_pieces(list, spec); });
  };
  EXPECT_TRUE(contains(fault({"normal -1"}), "expected a kind, a score and a piece"));
  EXPECT_TRUE(contains(fault({"odd -1 a"}), "expected a kind"));
  EXPECT_TRUE(contains(fault({"normal x a"}), "expected a kind"));
}

SentencePieceSpec small(PieceAlgorithm algorithm) {
  SentencePieceSpec spec;
  spec.algorithm = algorithm;
  spec.pieces = {{"\u2581", -3}, {"a", -2}, {"b", -2}, {"ab", -1}, {"\u2581ab", -0.5}};
  return spec;
}

TEST(SentencePieces, LimitedOnesTakeOthersApart) {
  for (const PieceAlgorithm algorithm : {PieceAlgorithm::unigram, PieceAlgorithm::bpe}) {
    const SentencePieces whole(small(algorithm));
    EXPECT_EQ(whole.split("ab abab"), (Strings{"\u2581ab", "\u2581ab", "ab"}));
    const SentencePieces limited = whole.limited_to([](std::string_view piece) { return piece != "\u2581ab"; });
    EXPECT_EQ(limited.split("ab"), (Strings{"\u2581", "ab"}));
    EXPECT_EQ(limited.split_again(whole.split("ab abab")), limited.split("ab abab"));
    EXPECT_TRUE(whole.knows("\u2581ab") && !limited.knows("\u2581ab"));
    const SentencePieces without_b = whole.limited_to([](std::string_view piece) { return !piece.ends_with('b'); });
    EXPECT_EQ(without_b.split("abb"), (Strings{"\u2581", "a", "bb"}));
    EXPECT_FALSE(without_b.knows("b"));
    EXPECT_EQ(without_b.piece_list(), whole.piece_list());
  }
  // What cannot be taken apart is spelled, if there are bytes.
  SentencePieceSpec spec = small(PieceAlgorithm::bpe);
  spec.byte_fallback = true;
  const SentencePieces limited =
      SentencePieces(spec).limited_to([](std::string_view piece) { return !piece.ends_with('b'); });
  EXPECT_EQ(limited.split("ab\u00E9"), (Strings{"\u2581", "a", "<0x62>", "<0xC3>", "<0xA9>"}));
  EXPECT_EQ(limited.join(limited.split("ab\u00E9")), "ab\u00E9");
}

TEST(SentencePieces, AnUnknownCharacterCostsTenMoreThanTheWorstPiece) {
  const auto split = [](float score) {
    SentencePieceSpec spec{.dummy_prefix = false};
    spec.pieces = {{"a", score}, {"ab", -12}};
    return SentencePieces(spec).split("ab");
  };
  EXPECT_EQ(split(9.5), (Strings{"ab"}));       // 9.5 - 22 is less than -12
  EXPECT_EQ(split(10.5), (Strings{"a", "b"}));  // 10.5 - 22 is more
}

TEST(SentencePieces, WritesBytesThatAreNoTextAsReplacements) {
  SentencePieceSpec spec = small(PieceAlgorithm::unigram);
  spec.byte_fallback = true;
  const SentencePieces model(spec);
  EXPECT_EQ(model.join(Strings{"<0xC3>", "\u2581a", "<0xC3>", "<0xA9>", "<0x80>", "<0x0A>", "<0x41>"}),
            "\uFFFD a\u00E9\uFFFD\uFFFD"
            "A");
  EXPECT_EQ(model.byte_names().size(), 0xF4U - 3);
  EXPECT_TRUE(SentencePieces(small(PieceAlgorithm::unigram)).byte_names().empty());
}

TEST(SentencePieces, RefusesPiecesThatCannotBe) {
  const auto fault = [](const SentencePieceSpec::Piece& piece, bool bytes = false) {
    SentencePieceSpec spec = small(PieceAlgorithm::unigram);
    spec.pieces.push_back(piece);
    spec.byte_fallback = bytes;
    return message_of<DataError>([&] { (void)SentencePieces(spec); });
  };
  EXPECT_TRUE(contains(fault({"ab", -1}), "'ab' twice"));
  EXPECT_TRUE(contains(fault({"", -1}), "an empty piece"));
  EXPECT_TRUE(contains(fault({"\xC3", -1}), "expected UTF-8"));
  EXPECT_TRUE(contains(fault({std::string("\0", 1), -1}), "without NUL"));
  EXPECT_TRUE(contains(fault({std::string(1001, 'a'), -1}), "at most 1000"));
  EXPECT_TRUE(contains(fault({"c", std::numeric_limits<float>::quiet_NaN()}), "a finite one"));
  EXPECT_TRUE(contains(fault({"c", std::numeric_limits<float>::infinity()}), "a finite one"));
  EXPECT_TRUE(contains(fault({"<0x41>", -1}, true), "twice"));
}

TEST(SentencePieces, SymbolsNeedThem) {
  const text::SymbolOptions none{.kind = text::SymbolKind::sentencepiece};
  EXPECT_TRUE(contains(message_of<UsageError>([&] { text::split("a", none); }), "no SentencePiece model"));
  // Their own normalizer alone decides, whatever the other side of a pair is read by.
  text::SymbolOptions options = none;
  options.pieces = std::make_shared<const SentencePieces>(pieces_of("char"));
  EXPECT_EQ(text::split("e\u0301", options).back(), "\u0301");
}

// Any text is put together again but for its spaces and rules, and taken apart to the same.
TEST(SentencePiecesProperty, TextBecomesPiecesAndTextAgain) {
  const SentencePieces unigram = pieces_of("unigram_bytes");
  const SentencePieces merged = pieces_of("bpe_user");
  expect_property([&] {
    const std::string text = *any_text();
    for (const SentencePieces* model : {&unigram, &merged}) {
      const Strings pieces = model->split(text);
      RC_ASSERT(model->split_again(pieces) == pieces);
      std::string normalized;
      for (const std::string& piece : merged.split(text)) normalized += piece;
      RC_ASSERT(normalized == merged.normalized(text));
      if (contains(text, "\u2581") || contains(text, "\n")) continue;
      if (model == &merged) RC_ASSERT(model->join(pieces) == text);
    }
  });
}

}  // namespace
}  // namespace elman::test
