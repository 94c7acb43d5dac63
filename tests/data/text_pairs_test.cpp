#include "elman/data/text_pairs.h"

#include <fmt/core.h>
#include <gtest/gtest.h>

#include <random>

#include "elman/error.h"
#include "elman/text/line_reader.h"
#include "tests/support/messages.h"
#include "tests/support/temporary_files.h"
#include "tests/text/random_text.h"

namespace elman::data {
namespace {

using Strings = std::vector<std::string>;

TextPairs read(std::string_view content, const PairOptions& options = {}) {
  const TemporaryFile file(content);
  return read_text_pairs(file.path(), options);
}

// The message of the DataError, without the file's name.
std::string complaint(std::string_view content, const PairOptions& options = {}) {
  const TemporaryFile file(content);
  const std::string message = message_of<DataError>([&] { (void)read_text_pairs(file.path(), options); });
  EXPECT_TRUE(message.starts_with(file.path())) << message;
  return message.substr(std::min(message.size(), file.path().size()));
}

TEST(TextPairs, TwoColumnsAreSourceAndTarget) {
  const TextPairs read_pairs = read("olor\to l o ɾ\npez\tp e θ\n");
  ASSERT_EQ(read_pairs.pairs.size(), 2U);
  EXPECT_EQ(read_pairs.pairs[0].source.symbols(), (Strings{"o", "l", "o", "r"}));
  EXPECT_EQ(read_pairs.pairs[0].target.symbols(), (Strings{"o", "l", "o", "ɾ"}));
  EXPECT_EQ(read_pairs.pairs[1].line, 2U);
  EXPECT_EQ(read_pairs.format.source.kind, text::SymbolKind::character);
  EXPECT_EQ(read_pairs.format.target.kind, text::SymbolKind::space);
  EXPECT_FALSE(read_pairs.format.features);
  EXPECT_TRUE(read_pairs.columns.chosen);
}

TEST(TextPairs, ThreeColumnsAreSourceFeaturesAndTarget) {
  const TextPairs read_pairs = read("ser\tV;NOM(1,SG)\tsoy\n");
  EXPECT_EQ(read_pairs.pairs.at(0).source.symbols(), (Strings{"[NOM(1,SG)]", "[V]", "s", "e", "r"}));
  EXPECT_EQ(read_pairs.pairs.at(0).target.symbols(), (Strings{"s", "o", "y"}));
  EXPECT_TRUE(read_pairs.format.features);
}

TEST(TextPairs, ColumnsAreFoundByName) {
  PairOptions options;
  options.columns.names = {"form", "-", "lemma", "features"};
  const TextPairs read_pairs = read("soy\t\tser\tV;1\n", options);
  EXPECT_EQ(read_pairs.pairs.at(0).source.symbols(), (Strings{"[1]", "[V]", "s", "e", "r"}));
  EXPECT_EQ(read_pairs.pairs.at(0).target.symbols(), (Strings{"s", "o", "y"}));
}

TEST(TextPairs, TheFirstLineMayNameTheColumns) {
  PairOptions options;
  options.columns.header = true;
  const TextPairs read_pairs = read("ipa\tword\tphones\nx\tab\tk\n", options);
  ASSERT_EQ(read_pairs.pairs.size(), 1U);
  EXPECT_EQ(read_pairs.pairs[0].source.symbols(), (Strings{"a", "b"}));
  EXPECT_EQ(read_pairs.pairs[0].line, 2U);
  EXPECT_EQ(complaint("word\tphones\n", options),
            ":1:1: found no pairs, expected lines of word TAB phones; give at least one line");
}

TEST(TextPairs, SymbolsAndNormalizationFollowTheOptions) {
  PairOptions options;
  options.source_symbols = text::SymbolKind::grapheme;
  options.target_symbols = text::SymbolKind::character;
  options.normalization = text::Normalization::nfd;
  const TextPair pair = read("\u00E9\ta b\n", options).pairs.at(0);
  EXPECT_EQ(pair.source.symbols(), Strings{"e\u0301"});
  EXPECT_EQ(pair.target.symbols(), (Strings{"a", " ", "b"}));
}

TEST(TextPairs, AnotherFileIsReadAsTheFormatSays) {
  const TextPairs training = read("ab\ta b\ncd\tc d\n");
  const TextPairs other = read("ef\tef\n", pair_options(training.format));
  EXPECT_EQ(other.format.target.kind, text::SymbolKind::space);
  EXPECT_EQ(other.pairs.at(0).target.symbols(), Strings{"ef"});
}

TEST(TextPairs, AByteOrderMarkAndCarriageReturnsAreDropped) {
  const TextPairs read_pairs = read("\xEF\xBB\xBFolor\to l o ɾ\r\npez\tp e θ\r\n");
  EXPECT_EQ(read_pairs.pairs.at(0).source.symbols(), (Strings{"o", "l", "o", "r"}));
  EXPECT_EQ(read_pairs.pairs.at(0).target.symbols(), (Strings{"o", "l", "o", "ɾ"}));
  EXPECT_EQ(read_pairs.pairs.at(1).target.symbols(), (Strings{"p", "e", "θ"}));
}

TEST(TextPairs, TheLastLineNeedsNoEndAndEmptyLinesMayFollow) {
  EXPECT_EQ(read("a\tb\nc\td").pairs.size(), 2U);
  EXPECT_EQ(read("a\tb\nc\td\r").pairs.at(1).target.symbols(), Strings{"d"});
  EXPECT_EQ(read("a\tb\nc\td\n\n\r\n\n").pairs.size(), 2U);
}

TEST(TextPairs, QuotesAndHashesAreOrdinaryCharacters) {
  const TextPairs read_pairs = read("\"a\t#\n#b'\t\"\n");
  EXPECT_EQ(read_pairs.pairs.at(0).source.symbols(), (Strings{"\"", "a"}));
  EXPECT_EQ(read_pairs.pairs.at(1).source.symbols(), (Strings{"#", "b", "'"}));
  EXPECT_EQ(read_pairs.pairs.at(1).target.symbols(), Strings{"\""});
}

TEST(TextPairs, AMissingColumnIsRefusedWithItsPosition) {
  EXPECT_EQ(complaint("a\tb\nolor\n"), ":2:5: found 1 column, expected 2: source TAB target; add the missing column");
  EXPECT_EQ(
      complaint("olor o l o\n"),
      ":1:11: found 1 column, expected 2 (source, target) or 3 (source, features, target) separated by tabs; put a "
      "tab between source and target, or say --format");
  EXPECT_EQ(complaint("ser\tV\tsoy\nser\tV\n"),
            ":2:6: found 2 columns, expected 3: source TAB features TAB target; add the missing column");
}

TEST(TextPairs, AnAdditionalColumnIsRefusedWithItsPosition) {
  EXPECT_EQ(complaint("a\tb\na\tb\tc\n"),
            ":2:4: found 3 columns, expected 2: source TAB target; remove the additional column");
  EXPECT_EQ(
      complaint("a\tb\tc\td\n"),
      ":1:1: found 4 columns, expected 2 (source, target) or 3 (source, features, target) separated by tabs; name "
      "the columns, such as source,-,target,-");
  PairOptions options;
  options.columns.names = {"word", "ipa"};
  options.columns.target = "ipa";
  EXPECT_EQ(complaint("a\tb\tc\n", options),
            ":1:4: found 3 columns, expected 2: word TAB ipa; remove the additional column");
}

TEST(TextPairs, AnEmptyFieldIsRefusedWithItsPosition) {
  EXPECT_EQ(complaint("a\tb\n\tb\n"),
            ":2:1: found an empty source, expected source TAB target; fill it in or remove the line");
  EXPECT_EQ(complaint("a\tb\na\t\n"),
            ":2:3: found an empty target, expected source TAB target; fill it in or remove the line");
  EXPECT_EQ(complaint("a\t  \n"),
            ":1:3: found only spaces as target, expected source TAB target; fill it in or remove the line");
  EXPECT_EQ(complaint("a\t\tb\n"),
            ":1:3: found an empty features, expected source TAB features TAB target; write _ if there are none");
}

TEST(TextPairs, AnEmptyLineBeforeTheEndIsRefused) {
  EXPECT_EQ(complaint("a\tb\n\n\nc\td\n"), ":2:1: found an empty line, expected source TAB target; remove it");
  EXPECT_EQ(complaint("\na\tb\n"), ":1:1: found an empty line, expected source TAB target; remove it");
}

TEST(TextPairs, AnEmptyFileIsRefused) {
  const std::string expected = ":1:1: found no pairs, expected lines of source TAB target; give at least one line";
  EXPECT_EQ(complaint(""), expected);
  EXPECT_EQ(complaint("\xEF\xBB\xBF"), expected);
  EXPECT_EQ(complaint("\n\n"), expected);
}

TEST(TextPairs, BytesThatAreNotUtf8AreRefusedWithTheirPosition) {
  EXPECT_EQ(
      complaint("olor\to\ncaf\xE9\tk\n"),
      ":2:4: found byte 0xE9 (byte 11 of the file), expected UTF-8 text; convert the file to UTF-8 or fix this line");
  EXPECT_EQ(
      complaint("\xEF\xBB\xBFolor\r\n\xE9\n"),
      ":1:5: found 1 column, expected 2 (source, target) or 3 (source, features, target) separated by tabs; put a "
      "tab between source and target, or say --format");
  EXPECT_EQ(
      complaint("\xEF\xBB\xBFolor\to\r\n\xE9\n"),
      ":2:1: found byte 0xE9 (byte 12 of the file), expected UTF-8 text; convert the file to UTF-8 or fix this line");
  EXPECT_EQ(complaint("\xFF\xFE"
                      "a"),
            ":1:1: found byte 0xFF (byte 1 of the file), expected UTF-8 text; the file looks like UTF-16: convert it "
            "to UTF-8");
}

TEST(TextPairs, NulBytesAreRefusedWithTheirPosition) {
  EXPECT_EQ(
      complaint(std::string_view("a\tb\nab\0\tc\n", 10)),
      ":2:3: found a NUL byte (byte 7 of the file), expected UTF-8 text; convert the file to UTF-8 or fix this line");
}

TEST(TextPairs, UnbalancedBracketsInFeaturesAreRefused) {
  EXPECT_EQ(complaint("ser\tV;NOM(1,SG\tsoy\n"),
            ":1:10: found an unmatched '(', expected balanced brackets; add or remove a bracket in the features "
            "'V;NOM(1,SG'");
}

TEST(TextPairs, ColumnNamesThatDoNotFitAreUsageErrors) {
  PairOptions options;
  options.columns.target = "ipa";
  EXPECT_THROW((void)read("a\tb\n", options), UsageError);
  options.columns.names = {"word", "form"};
  EXPECT_THROW((void)read("a\tb\n", options), UsageError);
}

TEST(TextPairs, APathThatCannotBeReadIsAnIoError) {
  EXPECT_EQ(message_of<IoError>([] { (void)read_text_pairs("/nowhere/words.tsv"); }),
            "cannot read: /nowhere/words.tsv: No such file or directory");
  EXPECT_EQ(message_of<IoError>([] { (void)read_text_pairs("/"); }), "cannot read: /: Is a directory");
}

// In time that grows with the square of the line it would not end.
TEST(TextPairs, ALineOfNearlyAMegabyteIsRead) {
  std::string line;
  while (line.size() < 500'000) line += "ñandú ";
  const TextPairs read_pairs = read("a\tb\n" + line + "\t" + line + "\nc\td\n", {.longest = 500'000});
  ASSERT_EQ(read_pairs.pairs.size(), 3U);
  EXPECT_EQ(join(read_pairs.pairs[1].source.symbols(), read_pairs.format.source), line);
  EXPECT_EQ(read_pairs.pairs[2].line, 3U);
}

TEST(TextPairs, LinesMayCrossTheBuffersEndAtAnyPoint) {
  for (const std::string end : {"\n", "\r\n"}) {
    for (std::size_t length = 65520; length < 65550; ++length) {  // around the buffer's 65,536 bytes
      const std::string word(length - 3, 'x');
      const TextPairs read_pairs = read(fmt::format("{}\té{}ab\tc{}", word, end, end), {.longest = length});
      ASSERT_EQ(read_pairs.pairs.size(), 2U) << length;
      ASSERT_EQ(read_pairs.pairs[0].source.size(), word.size()) << length;
      ASSERT_EQ(read_pairs.pairs[0].target.symbols(), Strings{"é"}) << length;
      ASSERT_EQ(read_pairs.pairs[1].source.symbols(), (Strings{"a", "b"})) << length;
      ASSERT_EQ(read_pairs.pairs[1].target.symbols(), Strings{"c"}) << length;
    }
  }
}

TEST(TextPairs, RandomBytesAreReadOrRefusedButNeverCrash) {
  std::mt19937_64 random(7);
  static constexpr std::string_view pieces[] = {"a", "\t", "\n", "\r",           "é", "\xE9", "(",
                                                ")", ";",  " ",  "\xEF\xBB\xBF", "b"};
  int accepted = 0;
  for (int i = 0; i < 3000; ++i) {
    std::string content;
    for (std::size_t left = random() % 12; left > 0; --left) content += pieces[random() % std::size(pieces)];
    try {
      accepted += read(content).pairs.empty() ? 0 : 1;
    } catch (const DataError&) {
    }
  }
  EXPECT_GT(accepted, 10);
}

TEST(TextPairs, TextsBeyondTheLimitAreRefusedWithTheirPosition) {
  const PairOptions options{.longest = 3};
  EXPECT_EQ(read("abc\tx y z\n", options).pairs.size(), 1U);
  EXPECT_EQ(complaint("a\tb\nabcd\tb\n", options),
            ":2:1: found a source of 4 symbols, expected at most 3; put one word or sentence on a line");
  EXPECT_EQ(complaint("ab\tx y z w\n", {.source_symbols = text::SymbolKind::character,
                                        .target_symbols = text::SymbolKind::space,
                                        .longest = 3}),
            ":1:4: found a target of 4 symbols, expected at most 3; put one word or sentence on a line");
}

TEST(TextPairs, AnOverlongLineIsCutAndTheNextOnesKeepTheirNumbers) {
  const std::string endless(text::longest_line + 100'000, 'x');
  const TextPairs read_pairs = read("a\tb\n" + endless + "\nc\td\n", {.skip_bad_lines = true});
  ASSERT_EQ(read_pairs.pairs.size(), 2U);
  EXPECT_EQ(read_pairs.pairs[1].line, 3U);
  ASSERT_EQ(read_pairs.skipped.size(), 1U);
  EXPECT_NE(read_pairs.skipped[0].message.find(":2:1048577: found a line of more than 1048576 bytes"),
            std::string::npos)
      << read_pairs.skipped[0].message;
}

TEST(TextPairs, BadLinesAreListedInOrderIfAskedFor) {
  const TextPairs read_pairs =
      read("one\n\na\tb\n\xFF\tb\nabcd\tb\n\nc\td\te\nf\t\n\n", {.longest = 3, .skip_bad_lines = true});
  EXPECT_EQ(read_pairs.pairs.size(), 1U);
  std::vector<std::size_t> lines;
  for (const BadLine& bad : read_pairs.skipped) lines.push_back(bad.line);
  EXPECT_EQ(lines, (std::vector<std::size_t>{1, 2, 4, 5, 6, 7, 8}));
  EXPECT_NE(complaint("one\ntwo\n", {.skip_bad_lines = true}).find("the first bad line"), std::string::npos);
}

TEST(TextPairs, TargetsOfOneSourceAreGrouped) {
  const TextPairs read_pairs = read("x\ta\ny\tb\nx\tc\nx\ta\n");
  EXPECT_EQ(read_pairs.pairs.size(), 4U);
  const auto groups = group_by_source(read_pairs.pairs);
  ASSERT_EQ(groups.size(), 2U);
  EXPECT_EQ(groups[0].source, Strings{"x"});
  EXPECT_EQ(groups[0].targets, (std::vector<Strings>{{"a"}, {"c"}}));
  EXPECT_EQ(groups[0].line, 1U);
  EXPECT_EQ(groups[1].targets, (std::vector<Strings>{{"b"}}));
  EXPECT_EQ(groups[1].line, 2U);
}

}  // namespace
}  // namespace elman::data
