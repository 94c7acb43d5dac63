#include "elman/text/vocabulary.h"

#include <gtest/gtest.h>

#include <random>

#include "elman/data/pair_vocabulary.h"
#include "elman/error.h"
#include "tests/support/messages.h"
#include "tests/support/temporary_files.h"
#include "tests/text/random_text.h"

namespace elman::text {
namespace {

using Strings = std::vector<std::string>;
using Ids = std::vector<std::int32_t>;

TEST(Vocabulary, SpecialSymbolsComeFirst) {
  EXPECT_EQ(Vocabulary().symbols_in_file(), (Strings{"<pad>", "<unk>", "<s>", "</s>"}));
  EXPECT_EQ(Vocabulary().size(), Vocabulary::special_count);
  EXPECT_EQ(Vocabulary().symbol(Vocabulary::pad), "<pad>");
  EXPECT_EQ(Vocabulary().symbol(Vocabulary::unknown), "<unk>");
  EXPECT_EQ(Vocabulary().symbol(Vocabulary::start), "<s>");
  EXPECT_EQ(Vocabulary().symbol(Vocabulary::end), "</s>");
}

TEST(Vocabulary, MostFrequentFirstThenByCodePoint) {
  const auto vocabulary = Vocabulary::from_counts({{"b", 2}, {"a", 2}, {"z", 5}, {"é", 2}, {"🙂", 2}, {"\uFFFD", 2}});
  EXPECT_EQ(vocabulary.symbols_in_file(),
            (Strings{"<pad>", "<unk>", "<s>", "</s>", "z", "a", "b", "é", "\uFFFD", "🙂"}));
}

TEST(Vocabulary, RareSymbolsAreLeftOutAndReadAsUnknown) {
  const auto vocabulary = Vocabulary::from_counts({{"a", 3}, {"b", 2}, {"c", 1}}, {.min_count = 2});
  EXPECT_EQ(vocabulary.size(), 6);
  EXPECT_EQ(vocabulary.id("b"), 5);
  EXPECT_EQ(vocabulary.id("c"), Vocabulary::unknown);
}

TEST(Vocabulary, SidesOfPairsHaveTheirOwn) {
  const std::vector<data::TextPair> pairs = {{{"[V]", "x", "x"}, {"k", "s"}, 1}, {{"y"}, {"s"}, 2}};
  EXPECT_EQ(data::source_vocabulary(pairs).symbols_in_file(),
            (Strings{"<pad>", "<unk>", "<s>", "</s>", "x", "[V]", "y"}));
  EXPECT_EQ(data::target_vocabulary(pairs).symbols_in_file(), (Strings{"<pad>", "<unk>", "<s>", "</s>", "s", "k"}));
  EXPECT_EQ(data::target_vocabulary(pairs, {.min_count = 2}).size(), 5);
  EXPECT_EQ(data::target_vocabulary(pairs, {.min_count = 2, .required = {"z", "<s>", "k", "z"}}).symbols_in_file(),
            (Strings{"<pad>", "<unk>", "<s>", "</s>", "s", "k", "\\<s>", "z"}));
}

TEST(Vocabulary, UnknownSymbolsAreReportedEachTime) {
  const auto vocabulary = Vocabulary::from_counts({{"a", 1}});
  Strings unknown;
  EXPECT_EQ(vocabulary.ids(Strings{"a", "ñ", "a", "x", "ñ"}, &unknown), (Ids{4, 1, 4, 1, 1}));
  EXPECT_EQ(unknown, (Strings{"ñ", "x", "ñ"}));
  EXPECT_EQ(vocabulary.ids(Strings{"ñ"}), Ids{1});
}

TEST(Vocabulary, SymbolsThatLookSpecialAreEscapedAndRecovered) {
  const Strings symbols = {"<s>", "\\<s>", "\\\\<pad>", "<unk>", "</s>", "<pad>", "<S>", "\\", "\\\\", "\\a", "<"};
  Vocabulary::Counts counts;
  for (const std::string& symbol : symbols) counts[symbol] = 1;
  const auto vocabulary = Vocabulary::from_counts(counts);
  const Ids ids = vocabulary.ids(symbols);
  for (const std::int32_t id : ids) EXPECT_GE(id, Vocabulary::special_count);
  EXPECT_EQ(vocabulary.symbols(ids), symbols);
  EXPECT_EQ(vocabulary.symbols_in_file()[static_cast<std::size_t>(vocabulary.id("<s>"))], "\\<s>");
  EXPECT_EQ(Vocabulary().id("<s>"), Vocabulary::unknown);  // the data's, which it does not hold
}

TEST(Vocabulary, TextBecomesIdsAndTextAgain) {
  std::mt19937_64 random(6);
  for (const auto kind : {SymbolKind::character, SymbolKind::grapheme, SymbolKind::space}) {
    const SymbolOptions options{kind};
    Strings texts;
    Vocabulary::Counts counts;
    for (int i = 0; i < 500; ++i) {
      std::string text = i % 10 == 0 ? "<s> \\</s> [V]" : random_text(random, 10);
      texts.push_back(join(split(text, options), options));
      for (const std::string& symbol : split(texts.back(), options)) ++counts[symbol];
    }
    const auto built = Vocabulary::from_counts(counts);
    const auto vocabulary = Vocabulary::from_symbols(built.symbols_in_file());
    for (const std::string& text : texts) {
      const Ids ids = vocabulary.ids(split(text, options));
      ASSERT_EQ(std::count(ids.begin(), ids.end(), Vocabulary::unknown), 0);
      ASSERT_EQ(join(vocabulary.symbols(ids), options), text) << code_points(text);
    }
  }
}

TEST(Vocabulary, OrderDoesNotDependOnHowItWasCounted) {
  Vocabulary::Counts forwards;
  Vocabulary::Counts backwards(1024);
  for (int i = 0; i < 300; ++i) forwards["s" + std::to_string(i)] = static_cast<std::size_t>(i % 7 + 1);
  for (int i = 299; i >= 0; --i) backwards["s" + std::to_string(i)] = static_cast<std::size_t>(i % 7 + 1);
  EXPECT_EQ(Vocabulary::from_counts(forwards).symbols_in_file(), Vocabulary::from_counts(backwards).symbols_in_file());
}

TEST(Vocabulary, AListThatIsNoVocabularyIsRefused) {
  const auto message = [](Strings symbols) {
    return message_of<ModelError>([&] { (void)Vocabulary::from_symbols(symbols); });
  };
  EXPECT_EQ(message({}),
            "vocabulary: found no symbol as id 0, expected '<pad>'; the vocabulary is damaged or not Elman's");
  EXPECT_EQ(message({"<pad>", "<unk>", "<s>"}),
            "vocabulary: found no symbol as id 3, expected '</s>'; the vocabulary is damaged or not Elman's");
  EXPECT_EQ(message({"<pad>", "<s>", "<unk>", "</s>"}),
            "vocabulary: found '<s>' as id 1, expected '<unk>'; the vocabulary is damaged or not Elman's");
  EXPECT_EQ(message({"<pad>", "<unk>", "<s>", "</s>", "a", "b", "a"}),
            "vocabulary: found 'a' again as id 6, expected different symbols in UTF-8; the vocabulary is damaged");
  EXPECT_EQ(message({"<pad>", "<unk>", "<s>", "</s>", "<s>"}),
            "vocabulary: found '<s>' again as id 4, expected different symbols in UTF-8; the vocabulary is damaged");
  EXPECT_EQ(
      message({"<pad>", "<unk>", "<s>", "</s>", ""}),
      "vocabulary: found an empty symbol as id 4, expected different symbols in UTF-8; the vocabulary is damaged");
  EXPECT_EQ(message({"<pad>", "<unk>", "<s>", "</s>", "\xE9"}),
            "vocabulary: found 0xE9 as id 4, expected different symbols in UTF-8; the vocabulary is damaged");
}

TEST(Vocabulary, AnIdOutOfRangeIsRefused) {
  EXPECT_EQ(message_of<UsageError>([] { (void)Vocabulary().symbol(4); }),
            "vocabulary: found id 4, expected 0 to 3; take ids from this vocabulary");
  EXPECT_THROW((void)Vocabulary().symbols(Ids{-1}), UsageError);
}

}  // namespace
}  // namespace elman::text
