#include "elman/io/model_file.h"

#include <gtest/gtest.h>

#include <cstring>
#include <string>

#include "elman/error.h"
#include "tests/support/temporary_files.h"
#include "tests/support/text_models.h"

namespace elman::test {
namespace {

TEST(ModelFile, SaveLoadSaveGivesTheSameBytes) {
  const TemporaryFolder folder;
  for (const model::Seq2SeqOptions& options : all_kinds_of_models()) {
    model::TextSeq2Seq model = small_text_model(options);
    model.provenance = {{"seed", "1"}, {"train", "ö.tsv"}};
    io::save_model(folder.path("a"), model);
    io::save_model(folder.path("b"), io::load_model(folder.path("a")));
    ASSERT_EQ(bytes_of_file(folder.path("a")), bytes_of_file(folder.path("b")));
  }
}

TEST(ModelFile, LoadedModelComputesTheSameBits) {
  const TemporaryFolder folder;
  const model::TextSeq2Seq model = small_text_model({.input_feeding = true});
  io::save_model(folder.path("a"), model);
  const model::TextSeq2Seq loaded = io::load_model(folder.path("a"));
  const auto pairs = encoded(model, small_pairs());
  const std::vector<std::vector<std::int32_t>> sources = {{pairs.source(3).begin(), pairs.source(3).end()}};
  data::SequenceBatch batch;
  data::make_sequence_batch(sources, batch);
  const std::int32_t start = text::Vocabulary::start;
  const Tensor one = model.network->start(batch)->step({&start, 1}).clone();
  const Tensor two = loaded.network->start(batch)->step({&start, 1}).clone();
  for (std::int64_t i = 0; i < one.size(); ++i) EXPECT_EQ(one[i], two[i]);
}

TEST(ModelFile, DescriptionNeedsNoWeights) {
  const TemporaryFolder folder;
  io::save_model(folder.path("a"), small_text_model({.architecture = model::Architecture::gru}));
  const io::ModelDescription description = io::describe_model(folder.path("a"));
  EXPECT_EQ(description.options.architecture, model::Architecture::gru);
  EXPECT_EQ(description.options.hidden_size, 7);
  EXPECT_EQ(description.source.size(), text::Vocabulary::special_count + 4);
  EXPECT_EQ(description.tensors.front().name, "encoder.embedding.weight");
}

TEST(ModelFile, NewerFormatSaysWhichVersionItNeeds) {
  const TemporaryFolder folder;
  io::save_model(folder.path("a"), small_text_model({}));
  std::string bytes = bytes_of_file(folder.path("a"));
  const std::size_t at = bytes.find("format-version\\\":1");
  ASSERT_NE(at, std::string::npos);
  bytes[at + std::strlen("format-version\\\":")] = '9';
  folder.put("a", bytes);
  try {
    io::load_model(folder.path("a"));
    FAIL() << "a model of version 9 was read";
  } catch (const ModelError& error) {
    EXPECT_NE(std::string(error.what()).find("version 9"), std::string::npos) << error.what();
  }
}

}  // namespace
}  // namespace elman::test
