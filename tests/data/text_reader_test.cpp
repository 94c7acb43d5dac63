#include "elman/data/text_reader.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "elman/error.h"
#include "tests/support/messages.h"
#include "tests/support/temporary_files.h"

namespace elman::data {
namespace {

using text::DocumentKind;
using text::TextUnit;

struct Read {
  std::vector<std::string> documents;  // and what comes after the last one that has ended
  TextSize size;
};

Read read(const std::vector<std::string>& contents, const text::RunningFormat& format) {
  const TemporaryFolder folder;
  std::vector<text::TextFile> files;
  for (const std::string& content : contents) {
    files.emplace_back(folder.put("text" + std::to_string(files.size()), content));
  }
  TextReader reader(files, format);
  Read result{{""}, {}};
  for (TextReader::Piece piece; reader.next(piece);) {
    result.documents.back() += piece.text;
    if (piece.ends_document) result.documents.emplace_back();
  }
  result.size = reader.size();
  return result;
}

std::vector<std::string> documents(const std::string& content, DocumentKind kind) {
  return read({content}, {.document = kind}).documents;
}

using Texts = std::vector<std::string>;

TEST(TextReader, WithoutDocumentsATextGoesOnThroughAllFiles) {
  EXPECT_EQ(read({"ab\ncd\n", "", "ef"}, {}).documents, (Texts{"ab\ncd\nef"}));
}

TEST(TextReader, LinesAreDocumentsAndEmptyOnesAreNone) {
  EXPECT_EQ(documents("ab\n\ncd", DocumentKind::line), (Texts{"ab", "cd", ""}));
  EXPECT_EQ(documents("ab\r\ncd\r\n", DocumentKind::line), (Texts{"ab", "cd", ""}));
  EXPECT_EQ(documents("", DocumentKind::line), (Texts{""}));
}

TEST(TextReader, BlankLinesSeparateDocuments) {
  EXPECT_EQ(documents("\n\nab\ncd\n\n\n\nef\n", DocumentKind::blank), (Texts{"ab\ncd", "ef", ""}));
  EXPECT_EQ(read({"ab", "cd\n"}, {.document = DocumentKind::blank}).documents, (Texts{"ab", "cd", ""}));
}

TEST(TextReader, FilesAreDocuments) {
  EXPECT_EQ(read({"ab\n", "", "\ncd"}, {.document = DocumentKind::file}).documents, (Texts{"ab\n", "\ncd", ""}));
}

TEST(TextReader, CharactersAreNormalisedAndMarksAndCarriageReturnsDropped) {
  EXPECT_EQ(read({"\xEF\xBB\xBF"
                  "e\xCC\x81\r\nx\ry",
                  "\xEF\xBB\xBF!"},
                 {})
                .documents,
            (Texts{"é\nx\ry!"}));
}

TEST(TextReader, BytesAreLeftAsTheyAre) {
  const std::string content("\xEF\xBB\xBF\xFF\r\n\0x", 8);
  EXPECT_EQ(read({content}, {.symbols = TextUnit::byte}).documents, (Texts{content}));
  EXPECT_EQ(read({"a\xFF\nb\n"}, {.symbols = TextUnit::byte, .document = DocumentKind::line}).documents,
            (Texts{"a\xFF", "b", ""}));
}

TEST(TextReader, CountsWhatItHasRead) {
  const TextSize size = read({"é\nab\n", "c"}, {.document = DocumentKind::line}).size;
  EXPECT_EQ(size.bytes, 7U);
  EXPECT_EQ(size.characters, 6U);
  EXPECT_EQ(size.lines, 3U);
  EXPECT_EQ(size.documents, 3U);
}

// Blocks end in lines, in characters and in the middle of a sequence that is to be composed.
TEST(TextReader, LongTextsAreTheSameInBlocks) {
  std::string content;
  std::string expected;
  for (int i = 0; i < 40'000; ++i) {
    content += "xe\xCC\x81";
    expected += "xé";
  }
  EXPECT_EQ(read({content}, {}).documents, (Texts{expected}));
  std::string chinese;
  for (int i = 0; i < 70'000; ++i) chinese += "字";
  EXPECT_EQ(read({chinese}, {}).documents, (Texts{chinese}));
  std::string lines;
  Texts each;
  for (int i = 0; i < 20'000; ++i) {
    lines += "line " + std::to_string(i) + (i % 3 == 0 ? "\n\n" : "\n");
    each.push_back("line " + std::to_string(i));
  }
  each.emplace_back();
  EXPECT_TRUE(documents(lines, DocumentKind::line) == each);
  EXPECT_TRUE(read({content + "\n" + content}, {.document = DocumentKind::line}).documents ==
              (Texts{expected, expected, ""}));
  EXPECT_TRUE(read({content + "\n\n" + content}, {.document = DocumentKind::blank}).documents ==
              (Texts{expected, expected, ""}));
}

// Pieces of lines of words: what begins one, and where long ones are cut.
TEST(TextReader, PiecesOfALongLineAreWholeWords) {
  std::string line;
  while (line.size() < 200'000) line += "word" + std::to_string(line.size()) + " ";
  const TemporaryFolder folder;
  std::vector<text::TextFile> files;
  files.emplace_back(folder.put("a", line + "\nend"));
  files.emplace_back(folder.put("b", "ing"));
  for (const DocumentKind kind : {DocumentKind::none, DocumentKind::file}) {
    TextReader reader(files, {.symbols = TextUnit::word, .document = kind});
    std::string text;
    int inside = 0;
    for (TextReader::Piece piece; reader.next(piece); text += piece.text) {
      if (piece.text.empty()) continue;
      const bool goes_on =
          !text.empty() && !text.ends_with('\n') && (kind == DocumentKind::none || piece.text != "ing");
      EXPECT_EQ(piece.begins_line, !goes_on);
      EXPECT_TRUE(!goes_on || piece.text == "ing" || piece.text[0] == ' ');
      inside += goes_on ? 1 : 0;
    }
    EXPECT_EQ(text, line + "\nending");
    EXPECT_GT(inside, 2);
  }
}

TEST(TextReader, SaysWhereATextIsNone) {
  const auto fault = [](const std::string& content) { return message_of<DataError>([&] { read({content}, {}); }); };
  EXPECT_TRUE(contains(fault("ab\ncd\xFF"), "text0:2:3: found byte 0xFF (byte 6 of the file)")) << fault("ab\ncd\xFF");
  EXPECT_TRUE(contains(fault(std::string("a\0", 2)), "text0:1:2: found a NUL byte"));
  EXPECT_TRUE(contains(fault("\xFF\xFE"
                             "a"),
                       "UTF-16"));
  std::string long_text(200'000, 'a');
  for (std::size_t i = 99; i < long_text.size(); i += 100) long_text[i] = '\n';
  long_text += "ab\xC3";
  EXPECT_TRUE(contains(fault(long_text), "text0:2001:3: found byte 0xC3 (byte 200003 of the file)"))
      << fault(long_text);
}

TEST(TextReader, PiecesSayInWhichLineTheyBegin) {
  const TemporaryFolder folder;
  std::vector<text::TextFile> files;
  files.emplace_back(folder.put("t", "a\n\nb\nc\n"));
  TextReader reader(files, {.document = DocumentKind::line});
  std::vector<std::uint64_t> lines;
  for (TextReader::Piece piece; reader.next(piece);) lines.push_back(piece.line);
  EXPECT_EQ(lines, (std::vector<std::uint64_t>{1, 3, 4}));
}

}  // namespace
}  // namespace elman::data
