#include "elman/tasks/text_corpus.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "elman/error.h"
#include "tests/support/messages.h"
#include "tests/support/temporary_files.h"

namespace elman::test {
namespace {

tasks::TextCorpus corpus_of(const std::string& train, const std::string& dev, tasks::TextOptions options = {}) {
  const TemporaryFolder folder;
  tasks::DataFiles files{.train = folder.put("train", train), .dev = {}};
  if (!dev.empty()) files.dev = folder.put("dev", dev);
  return read_text_corpus(files, options);
}

std::string text_of(const tasks::TextCorpus& corpus, const data::TextPart& part) {
  std::vector<std::int32_t> ids(static_cast<std::size_t>(part.size()));
  part.read(0, ids);
  std::string text;
  for (const std::int32_t id : ids) {
    text += id == text::Vocabulary::unknown ? "?" : id == text::Vocabulary::end ? "|" : corpus.coding.bytes(id);
  }
  return text;
}

TEST(TextCorpus, HoldsOutTheTextsMiddle) {
  const tasks::TextCorpus corpus = corpus_of("abcabcabcXabcabcabca", "");
  EXPECT_EQ(text_of(corpus, corpus.train), "abcabcabcbcabcabca");
  EXPECT_EQ(text_of(corpus, corpus.dev), "?a");
  EXPECT_FALSE(corpus.dev_is_end());
  EXPECT_TRUE(corpus.dev_unknown.all().contains("X"));
  EXPECT_EQ(corpus.coding.vocabulary().size(), 7);
  EXPECT_TRUE(corpus.dev_sha256.empty());
}

TEST(TextCorpus, HoldsOutWholeDocuments) {
  tasks::TextOptions options;
  options.held_out = 0.34;
  options.format.document = text::DocumentKind::line;
  const tasks::TextCorpus corpus = corpus_of("ab\nabc\nab\ncb\nc\n", "", options);
  EXPECT_EQ(text_of(corpus, corpus.train), "ab|abc|ab|");
  EXPECT_EQ(text_of(corpus, corpus.dev), "cb|c|");
  EXPECT_EQ(corpus.size.documents, 5U);
}

TEST(TextCorpus, ADevSetOfItsOwnIsReadWithTheSymbolsOfTrain) {
  const tasks::TextCorpus corpus = corpus_of("abab", "ac");
  EXPECT_EQ(text_of(corpus, corpus.train), "abab");
  EXPECT_EQ(text_of(corpus, corpus.dev), "a?");
  EXPECT_EQ(corpus.dev_unknown.all().at("c").first_line, 1U);
  EXPECT_FALSE(corpus.dev_sha256.empty());
}

tasks::TextOptions read_as(text::TextUnit unit, text::DocumentKind document = text::DocumentKind::none) {
  return {.format = {.symbols = unit, .document = document}, .held_out = 0.34};
}

TEST(TextCorpus, OfWordsHoldsOutFromAWordOn) {
  const tasks::TextCorpus corpus = corpus_of("the cat sat the cat\non the cat", "", read_as(text::TextUnit::word));
  EXPECT_EQ(text_of(corpus, corpus.train), " the cat sat on the cat");  // of which " sat" and " on" are spelled
  EXPECT_EQ(text_of(corpus, corpus.dev), " the cat\n");
  EXPECT_EQ(corpus.train.size(), 4U + 4U + 3U);
  EXPECT_EQ(corpus.dev_characters, 9U);
  EXPECT_TRUE(corpus.dev_unknown.empty());
}

TEST(TextCorpus, OfWordsHoldsOutWholeDocuments) {
  const std::string text = "aa bb\naa bb\naa cc\nbb aa\n";
  const tasks::TextCorpus corpus = corpus_of(text, "", read_as(text::TextUnit::word, text::DocumentKind::line));
  EXPECT_EQ(text_of(corpus, corpus.train), " aa bb| aa bb| aa cc|");
  EXPECT_EQ(text_of(corpus, corpus.dev), " bb aa|");
  // One that begins too early is cut.
  const tasks::TextCorpus one = corpus_of(text, "", read_as(text::TextUnit::word, text::DocumentKind::file));
  EXPECT_GT(one.dev.size(), 0U);
  EXPECT_EQ(text_of(one, one.train) + text_of(one, one.dev), " aa bb\n aa bb\n aa cc\n bb aa\n|");
}

// Nothing is learnt from dev, and the same parts of words for whatever is held out.
TEST(TextCorpus, PartsOfWordsAreLearntFromTrainAlone) {
  const std::string half = " low lower lowest";
  const std::string held_out = " zzzz zzzz zzzz";
  const auto merges = [&](const std::string& text, const std::string& dev) {
    tasks::TextOptions options = read_as(text::TextUnit::bpe);
    options.held_out = static_cast<double>(held_out.size()) / static_cast<double>(2 * half.size() + held_out.size());
    return corpus_of(text, dev, options).coding.encoding()->list();
  };
  const std::vector<std::string> alone = merges(half + half, "zzz");
  EXPECT_GT(alone.size(), 3U);
  EXPECT_EQ(merges(half + held_out + half, ""), alone);
  const tasks::TextCorpus corpus = corpus_of(half + half, "slow zzz", read_as(text::TextUnit::bpe));
  EXPECT_EQ(text_of(corpus, corpus.dev), " slow zzz");
}

TEST(TextCorpus, OfWordsIsTheSameInBlocks) {
  std::string line;
  while (line.size() < 150'000) line += "ab abab ba" + std::to_string(line.size() % 7) + " ";
  const tasks::TextCorpus corpus = corpus_of(line, "x", read_as(text::TextUnit::bpe));
  std::vector<std::int32_t> ids;
  corpus.coding.encode(line, ids);
  std::vector<std::int32_t> read(static_cast<std::size_t>(corpus.train.size()));
  corpus.train.read(0, read);
  EXPECT_TRUE(read == ids);
}

TEST(TextCorpus, NothingHasToBeHeldOut) {
  for (const text::TextUnit unit : {text::TextUnit::character, text::TextUnit::byte, text::TextUnit::word}) {
    tasks::TextOptions options = read_as(unit);
    options.held_out = 0;
    const tasks::TextCorpus corpus = corpus_of("ab ab c ab", "", options);
    EXPECT_EQ(text_of(corpus, corpus.train), unit == text::TextUnit::word ? " ab ab c ab" : "ab ab c ab");
    EXPECT_EQ(corpus.dev.size(), 0U);
    EXPECT_EQ(corpus_of("ab", "c", options).dev.size(), unit == text::TextUnit::word ? 2U : 1U);
  }
}

TEST(TextCorpus, RefusesTooLittleText) {
  EXPECT_TRUE(contains(message_of<DataError>([] { corpus_of("word", "", read_as(text::TextUnit::word)); }),
                       "no word to hold out"));

  for (const std::string text : {"", "a"}) {
    EXPECT_TRUE(contains(message_of<DataError>([&] { corpus_of(text, ""); }), "symbols, expected a text")) << text;
  }
  EXPECT_TRUE(contains(message_of<DataError>([] { corpus_of("", "ab"); }), "found no text"));
}

}  // namespace
}  // namespace elman::test
