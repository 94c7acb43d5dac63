#include "elman/tasks/sentence_piece_side.h"

#include <gtest/gtest.h>

#include <string>

#include "elman/error.h"
#include "elman/tasks/task.h"
#include "elman/tasks/transducer.h"
#include "tests/io/safetensors_bytes.h"
#include "tests/support/messages.h"
#include "tests/support/temporary_files.h"

namespace elman::test {
namespace {

const std::string folder = ELMAN_TEST_DATA "/sentencepiece/";

std::shared_ptr<const text::SentencePieces> pieces_of(const std::string& name) {
  return tasks::read_sentence_piece_file(folder + name + ".model").pieces;
}

// Read and written by pieces of those models, with features.
data::TextPairs pairs_by(const std::string& source, const std::string& target) {
  const TemporaryFile file("the old dog \u4E2D\u6587\tdog\tV;X\nthe house [the]\told red\tV\n");
  data::PairOptions options{.source_symbols = text::SymbolKind::sentencepiece,
                            .target_symbols = text::SymbolKind::sentencepiece};
  options.columns.names = data::parse_column_names("source,target,features");
  options.source_pieces = pieces_of(source);
  options.target_pieces = pieces_of(target);
  return data::read_text_pairs(file.path(), options);
}

std::string model_file(const std::string& source, const std::string& target) {
  const TemporaryFolder temporary;
  const data::TextPairs pairs = pairs_by(source, target);
  tasks::save(temporary.path("m"), *tasks::make_transducer(pairs, {.embedding_size = 2, .hidden_size = 2}, 1));
  return bytes_of_file(temporary.path("m"));
}

TEST(SentencePieceSide, AModelFileKeepsAllOfIt) {
  for (const std::string name : {"unigram_user", "bpe_bytes"}) {
    const data::TextPairs pairs = pairs_by(name, "bpe");
    const auto made = tasks::make_transducer(pairs, {.embedding_size = 2, .hidden_size = 2}, 1);
    const TemporaryFolder temporary;
    tasks::save(temporary.path("m"), *made);
    const auto model = tasks::open(temporary.path("m"));
    const tasks::PairCoding& coding = dynamic_cast<const tasks::Transducer&>(*model).coding();
    const text::SentencePieces& kept = *coding.format.source.pieces;
    EXPECT_EQ(kept.piece_list(), pieces_of(name)->piece_list());
    EXPECT_EQ(values_of(kept.spec()), values_of(pieces_of(name)->spec()));
    EXPECT_EQ(kept.spec().character_map, pieces_of(name)->spec().character_map);
    // Pieces that were not learnt are taken apart, in the model that was made and in the one that was read.
    const std::string line = "lowest houses \uFF41\tV";
    EXPECT_EQ(text::parse_source_line(line, coding.format, "f", 1),
              text::parse_source_line(line, made->coding().format, "f", 1));
    EXPECT_EQ(model->predictor({})->predict(line).best().text, made->predictor({})->predict(line).best().text);
  }
}

TEST(SentencePieceSide, UnknownCharactersAreInNoVocabulary) {
  const auto coding =
      tasks::make_transducer(pairs_by("unigram", "unigram"), {.embedding_size = 2, .hidden_size = 2}, 1)->coding();
  EXPECT_EQ(coding.source.id("\u4E2D\u6587"), text::Vocabulary::unknown);
  EXPECT_NE(coding.source.id("[V]"), text::Vocabulary::unknown);  // a feature, which has no piece
  EXPECT_NE(coding.target.id("\u2581dog"), text::Vocabulary::unknown);
}

TEST(SentencePieceSide, APieceThatLooksLikeAFeatureIsNone) {
  const data::TextPairs pairs = pairs_by("unigram_user", "unigram_user");  // has the piece [the]
  const std::vector<std::string> source = pairs.pairs[1].source.symbols();
  EXPECT_EQ(std::count(source.begin(), source.end(), "\\[the]"), 1);
  EXPECT_EQ(text::source_text(source, pairs.format), "the house [the] ");  // its spaces are behind words
  data::TextPair again = pairs.pairs[1];
  tasks::split_again(again, pairs.format);
  EXPECT_EQ(again.source, pairs.pairs[1].source);
  EXPECT_EQ(again.target, pairs.pairs[1].target);
}

TEST(SentencePieceSide, TellsWhereAFileIsWrong) {
  const TemporaryFile file("no model");
  const std::string fault = message_of<DataError>([&] { tasks::read_sentence_piece_file(file.path()); });
  EXPECT_TRUE(fault.starts_with(file.path() + ": found ")) << fault;
  EXPECT_TRUE(contains(fault, "give a model that SentencePiece wrote")) << fault;
  (void)message_of<IoError>([&] { tasks::read_sentence_piece_file(file.path() + ".none"); });
}

TEST(SentencePieceSide, ModelFilesWithPiecesThatCannotBeAreRefused) {
  const std::string whole = model_file("unigram", "char");
  const auto fault = [&](const std::string& from, const std::string& to) {
    const TemporaryFolder temporary;
    const std::string path = temporary.put("m", io::with_description(whole, from, to));
    return message_of<ModelError>([&] { tasks::open(path); });
  };
  EXPECT_TRUE(
      contains(fault("\"source-pieces\":[", "\"source-pieces\":[\"odd 1 a\","), "\"source-sentencepiece\": found"));
  EXPECT_TRUE(
      contains(fault("\"source-pieces\":[", "\"source-pieces\":[\"normal nan a\","), "\"source-sentencepiece\""));
  EXPECT_TRUE(
      contains(fault("\"source-pieces\":[", "\"source-pieces\":[\"normal 1 x7\",\"user 1 x7\","), "'x7' twice"));
  EXPECT_TRUE(contains(fault("\"source-pieces\":[", "\"x\":["), "source-pieces"));
  EXPECT_TRUE(contains(fault("\"source-character-map\":[", "\"source-character-map\":[\"!\","), "not base64"));
  EXPECT_TRUE(contains(fault("\"target-character-map\":[]", "\"target-character-map\":[\"AAAA\"]"), "normalizer"));
  EXPECT_TRUE(contains(fault("\"algorithm\":\"unigram\"", "\"algorithm\":\"other\""), "algorithm"));
  EXPECT_TRUE(contains(fault("\"source-sentencepiece\":", "\"x\":"), "source-sentencepiece"));
}

}  // namespace
}  // namespace elman::test
