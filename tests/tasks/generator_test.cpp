#include "elman/tasks/generator.h"

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "elman/error.h"
#include "tests/support/language_models.h"

namespace elman::test {
namespace {

using tasks::GenerationEnd;

TEST(Generator, WritesTheSameTextForASeedAndANumberOnAnyThreads) {
  for (const model::LanguageModelOptions& options : all_kinds_of_language_models()) {
    SCOPED_TRACE(describe(options));
    const auto model = small_language_model(options);
    const auto text = [&](std::uint64_t seed, std::uint64_t number, int threads) {
      tasks::GeneratorOptions wanted{.prompt = "ab", .length = 40, .threads = threads};
      wanted.sampling.seed = seed;
      return tasks::Generator(*model, wanted).generate(number).text;
    };
    const std::string first = text(1, 0, 1);
    EXPECT_EQ(text(1, 0, 2), first);
    EXPECT_NE(text(1, 1, 1), first);
    EXPECT_NE(text(2, 0, 1), first);
  }
}

TEST(Generator, GivesOutTheTextPieceByPieceWithItsProbability) {
  const auto model = small_language_model();
  std::string pieces;
  const tasks::Generated generated =
      tasks::Generator(*model, {.prompt = "a", .length = 30}).generate(0, [&](std::string_view piece) {
        pieces += piece;
        return true;
      });
  EXPECT_EQ(pieces, generated.text);
  EXPECT_EQ(generated.symbols.size(), 30U);
  EXPECT_EQ(generated.end, GenerationEnd::length);
  std::string text;
  double sum = 0;
  for (const tasks::GeneratedSymbol& symbol : generated.symbols) {
    text += symbol.text;
    sum += symbol.log_probability;
    EXPECT_LT(symbol.log_probability, 0);
  }
  EXPECT_EQ(text, generated.text);
  EXPECT_NEAR(sum, generated.log_probability, 1e-9);
}

TEST(Generator, EndsBeforeAStopThatIsNeverShown) {
  const auto model = small_language_model();
  const std::string whole = tasks::Generator(*model, {.length = 200}).generate(0).text;
  for (std::size_t at = 0; at + 3 < 60; ++at) {
    const std::string stop = whole.substr(at, 3);
    if (text::find_invalid_utf8(stop) != std::string::npos) continue;
    std::string pieces;
    const tasks::Generated generated =
        tasks::Generator(*model, {.length = 200, .stop = {"nothing", stop}}).generate(0, [&](std::string_view piece) {
          pieces += piece;
          return true;
        });
    EXPECT_EQ(generated.text, whole.substr(0, whole.find(stop)));
    EXPECT_EQ(pieces, generated.text);
    EXPECT_EQ(generated.end, GenerationEnd::stop);
  }
}

TEST(Generator, EndsWhenNobodyReadsOn) {
  const auto model = small_language_model();
  int pieces = 0;
  const tasks::Generated generated =
      tasks::Generator(*model, {.length = 200}).generate(0, [&](std::string_view) { return ++pieces < 5; });
  EXPECT_EQ(generated.end, GenerationEnd::interrupted);
  EXPECT_EQ(generated.symbols.size(), 5U);
}

TEST(Generator, DocumentsEndAndATextThatGoesOnDoesNot) {
  model::LanguageModelOptions options;
  const auto documents = small_language_model(options, {.document = text::DocumentKind::line});
  int ended = 0;
  for (std::uint64_t number = 0; number < 20; ++number) {
    const tasks::Generated generated = tasks::Generator(*documents, {.length = 200}).generate(number);
    ended += generated.end == GenerationEnd::document ? 1 : 0;
  }
  EXPECT_GT(ended, 10);
  const auto endless = small_language_model(options);
  EXPECT_EQ(tasks::Generator(*endless, {.length = 300}).generate(0).end, GenerationEnd::length);
}

// Whatever the model finds probable, and wherever the length ends it.
TEST(Generator, BytesAreAlwaysWholeUtf8) {
  constexpr text::TextUnit units[] = {text::TextUnit::byte, text::TextUnit::word, text::TextUnit::bpe};
  for (std::uint64_t seed = 0; seed < 9; ++seed) {
    const auto model = small_language_model({}, {.symbols = units[seed % 3]}, seed + 1);
    for (int length = 0; length < 40; ++length) {
      std::string pieces;
      const tasks::Generated generated =
          tasks::Generator(*model, {.prompt = "é", .length = length}).generate(seed, [&](std::string_view piece) {
            EXPECT_EQ(text::find_invalid_utf8(piece), std::string::npos);
            pieces += piece;
            return true;
          });
      EXPECT_EQ(pieces, generated.text);
      EXPECT_EQ(static_cast<int>(generated.symbols.size()), length);
    }
  }
}

// What it writes is what it would read: symbols that it has drawn, put together.
TEST(Generator, WordsHaveOneSpaceBetweenThemAndNoneAtTheBeginning) {
  for (const text::TextUnit unit : {text::TextUnit::word, text::TextUnit::bpe}) {
    const auto model = small_language_model({}, {.symbols = unit});
    for (std::uint64_t number = 0; number < 20; ++number) {
      for (const std::string prompt : {"", "ab", "ab ", "ab\n"}) {
        const tasks::Generated generated = tasks::Generator(*model, {.prompt = prompt, .length = 30}).generate(number);
        std::string text;
        for (const tasks::GeneratedSymbol& symbol : generated.symbols) text += symbol.text;
        EXPECT_TRUE(text.starts_with(generated.text));
        if (prompt == "ab") continue;
        const std::string first = generated.symbols[0].text;
        EXPECT_FALSE(first.starts_with(' ')) << first;
      }
    }
  }
}

TEST(Generator, NeverWritesASymbolThatTheModelDoesNotKnow) {
  const auto model = small_language_model();
  const tasks::Generator generator(*model, {.prompt = "xa", .length = 500});
  EXPECT_EQ(generator.unknown(), std::vector<std::string>{"x"});
  EXPECT_EQ(generator.prompt(), "xa");
  for (const tasks::GeneratedSymbol& symbol : generator.generate(0).symbols) EXPECT_FALSE(symbol.text.empty());
}

TEST(Generator, RefusesWhatCannotBe) {
  const auto model = small_language_model();
  EXPECT_THROW(tasks::Generator(*model, {.length = -1}), UsageError);
  EXPECT_THROW(tasks::Generator(*model, {.prompt = "\xFF"}), DataError);
  tasks::GeneratorOptions options;
  options.sampling.min_p = 2;
  EXPECT_THROW(tasks::Generator(*model, options), UsageError);
}

}  // namespace
}  // namespace elman::test
