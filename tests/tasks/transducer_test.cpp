#include "elman/tasks/transducer.h"

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "elman/error.h"
#include "elman/tasks/begun_weights.h"
#include "elman/tasks/task.h"
#include "tests/support/messages.h"
#include "tests/support/temporary_files.h"
#include "tests/support/transducers.h"

namespace elman::test {
namespace {

TEST(Transducer, SavedAndOpenedAndSavedGivesTheSameBytes) {
  const TemporaryFolder folder;
  for (const model::Seq2SeqOptions& options : all_kinds_of_models()) {
    const TransducerPointer model = small_transducer(options);
    model->provenance = {{"seed", "1"}, {"train", "ö.tsv"}};
    tasks::save(folder.path("a"), *model);
    const std::unique_ptr<tasks::Model> opened = tasks::open(folder.path("a"));
    EXPECT_EQ(opened->provenance, model->provenance);
    tasks::save(folder.path("b"), *opened);
    ASSERT_EQ(bytes_of_file(folder.path("a")), bytes_of_file(folder.path("b")));
  }
}

TEST(Transducer, OpenedFromAFileComputesTheSameBits) {
  const TemporaryFolder folder;
  const TransducerPointer model = small_transducer({.input_feeding = true});
  tasks::save(folder.path("a"), *model);
  const TransducerPointer opened = open_transducer(folder.path("a"));
  const auto pairs = encoded(*model, small_pairs());
  const std::vector<std::vector<std::int32_t>> sources = {{pairs.source(3).begin(), pairs.source(3).end()}};
  data::SequenceBatch batch;
  data::make_sequence_batch(sources, batch);
  const std::int32_t start = text::Vocabulary::start;
  const Tensor one = model->network().start(batch)->step({&start, 1}).clone();
  const Tensor two = opened->network().start(batch)->step({&start, 1}).clone();
  for (std::int64_t i = 0; i < one.size(); ++i) EXPECT_EQ(one[i], two[i]);
}

TEST(Transducer, ThatIsJoinedIsSavedAndOpenedWithAllItsNetworks) {
  const TemporaryFolder folder;
  const TransducerPointer model = small_transducer({.decoder = model::DecoderKind::edit});
  model->provenance = {{"seed", "1"}};
  const TransducerPointer other = small_transducer({}, 2);
  other->provenance = {{"seed", "2"}};
  model->join(std::move(*other));
  EXPECT_EQ(model->provenance, (std::map<std::string, std::string>{{"seed", "1"}, {"2.seed", "2"}}));
  tasks::save(folder.path("a"), *model);
  const TransducerPointer opened = open_transducer(folder.path("a"));
  ASSERT_EQ(opened->size(), 2U);
  tasks::save(folder.path("b"), *opened);
  EXPECT_EQ(bytes_of_file(folder.path("a")), bytes_of_file(folder.path("b")));
  const std::vector<std::string> words{"abc", "d", "bad"};
  const auto before = model->predictor()->predict(words);
  const auto after = opened->predictor()->predict(words);
  for (std::size_t i = 0; i < words.size(); ++i) {
    EXPECT_EQ(before[i].best().log_probability, after[i].best().log_probability);
  }
}

// What it has learnt stays with the symbols, wherever scores of new ones are added.
TEST(Transducer, OfMoreSymbolsBeginsWithTheWeightsOfFewer) {
  data::TextPairs more = small_pairs();
  data::TextPair pair;
  pair.source.push_back("z");
  pair.target.push_back("z");
  more.pairs.push_back(pair);
  for (const auto decoder : {model::DecoderKind::recurrent, model::DecoderKind::edit}) {
    const model::Seq2SeqOptions options{.decoder = decoder, .embedding_size = 5, .hidden_size = 7};
    const TransducerPointer fewer = tasks::make_transducer(small_pairs(), options, 1);
    const TransducerPointer wider = tasks::make_transducer(more, options, 2);
    tasks::take_weights(*fewer, "fewer.elman", *wider);
    // The new symbol is the last one. If it cannot be written, all is as it was.
    for (NamedTensor& named : wider->tensors()) {
      if (named.name.starts_with("output") && named.name.ends_with("bias"))
        named.tensor[named.tensor.size() - 1] = -1e9;
    }
    const auto pairs = encoded(*fewer, small_pairs());
    const std::vector<std::vector<std::int32_t>> sources = {{pairs.source(3).begin(), pairs.source(3).end()}};
    data::SequenceBatch batch;
    data::make_sequence_batch(sources, batch);
    const auto one = fewer->network().start(batch);
    const auto other = wider->network().start(batch);
    const std::int32_t start = text::Vocabulary::start;
    const Tensor before = one->step({&start, 1}).clone();
    const Tensor after = other->step({&start, 1}).clone();
    ASSERT_EQ(after.size(), before.size() + 1);
    for (std::int64_t id = text::Vocabulary::end; id < before.size(); ++id) EXPECT_NEAR(after[id], before[id], 1e-5);
  }
}

TEST(Transducer, JoinsNoneOfOtherSymbols) {
  data::TextPairs others = small_pairs();
  others.pairs.front().source.push_back("x");
  const TransducerPointer model = small_transducer();
  const TransducerPointer other = tasks::make_transducer(others, {.embedding_size = 5, .hidden_size = 7}, 1);
  EXPECT_THROW(model->join(std::move(*other)), UsageError);
  EXPECT_EQ(model->size(), 1U);
}

TEST(Transducer, DescriptionNeedsNoWeights) {
  const TemporaryFolder folder;
  tasks::save(folder.path("a"), *small_transducer({.architecture = model::Architecture::gru}));
  const io::ModelFile file = io::ModelFile::open(folder.path("a"));
  EXPECT_EQ(file.description().kind, tasks::Transducer::file_kind);
  model::Seq2SeqOptions options;
  file.read("options", fields(options));
  EXPECT_EQ(options.architecture, model::Architecture::gru);
  EXPECT_EQ(options.hidden_size, 7);
  EXPECT_EQ(file.list("source-vocabulary").size(), std::size_t{text::Vocabulary::special_count + 4});
  EXPECT_EQ(file.tensors().front().name, "encoder.embedding.weight");
}

TEST(Transducer, NewerFormatSaysWhichVersionItNeeds) {
  const TemporaryFolder folder;
  tasks::save(folder.path("a"), *small_transducer());
  std::string bytes = bytes_of_file(folder.path("a"));
  const std::string entry = "format-version\\\":";
  const std::size_t at = bytes.find(entry);
  ASSERT_NE(at, std::string::npos);
  bytes[at + entry.size()] = '9';
  folder.put("a", bytes);
  const std::string message = message_of<ModelError>([&] { tasks::open(folder.path("a")); });
  EXPECT_TRUE(contains(message, "version 9")) << message;
}

TEST(Transducer, WithoutAttentionHasNoAlignmentToShow) {
  const TransducerPointer model = small_transducer({.attention = model::AttentionKind::none});
  EXPECT_THROW(model->predictor({.search = {.alignment = true}}), UsageError);
  EXPECT_NO_THROW(model->predictor({}));
}

}  // namespace
}  // namespace elman::test
