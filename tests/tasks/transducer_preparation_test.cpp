#include "elman/tasks/transducer_preparation.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "elman/error.h"
#include "elman/run/training.h"
#include "elman/tasks/recommended_training.h"
#include "tests/support/messages.h"
#include "tests/support/temporary_files.h"

namespace elman::test {
namespace {

// Bytes that training on these lines takes with these options, roughly.
std::uint64_t estimate(const std::string& lines, const Settings& settings) {
  const TemporaryFolder folder;
  tasks::TransducerPreparation preparation;
  preparation.read({.train = folder.put("train.tsv", lines), .dev = folder.put("dev.tsv", "a\tb\n")},
                   [](const std::string&) {});
  preparation.recommend({});
  for (const FieldGroup& group : preparation.option_groups()) set_fields(settings, group.fields);
  preparation.settle(settings);
  return preparation.memory_estimate().value().value_or(0);
}

std::string pairs_of(std::size_t count, std::size_t letters) {
  std::string lines;
  for (std::size_t i = 0; i < count; ++i) lines += std::string(letters, 'a') + "\t" + std::string(letters, 'b') + "\n";
  return lines;
}

TEST(TransducerPreparation, EstimatesMoreMemoryForMoreOfAnything) {
  const std::string lines = pairs_of(50, 10);
  const Settings base = run::settings({{"hidden-size", "64"}, {"embedding-size", "32"}, {"batch-size", "8"}});
  const std::uint64_t small = estimate(lines, base);
  EXPECT_GT(small, 0U);
  for (const auto& [name, text] : {std::pair{"hidden-size", "128"},
                                   {"embedding-size", "64"},
                                   {"batch-size", "16"},
                                   {"encoder-layers", "2"},
                                   {"decoder-layers", "2"},
                                   {"arch", "transformer"}}) {
    Settings larger = base;
    larger[name] = {text, "here"};
    EXPECT_GT(estimate(lines, larger), small) << name;
  }
  EXPECT_GT(estimate(pairs_of(50, 20), base), small);
  Settings whole_batch = base;
  whole_batch["batch-size"].text = "1000000";
  Settings batch_of_all = base;
  batch_of_all["batch-size"].text = "50";
  EXPECT_EQ(estimate(lines, whole_batch), estimate(lines, batch_of_all)) << "there are no more pairs than these";
}

TEST(TransducerPreparation, RecommendsTrainingThatCanBeForAnyNumberOfPairs) {
  for (const std::size_t pairs : {0, 1, 1'999, 2'000, 5'999, 6'000, 30'000, 30'001, 100'000'000}) {
    EXPECT_NO_THROW(check(tasks::recommended_training(pairs))) << pairs;
    EXPECT_NO_THROW(check(tasks::recommended_edit_training(pairs))) << pairs;
  }
  EXPECT_GT(tasks::recommended_edit_training(8'000).patience, 0) << "for users who choose another schedule";
  EXPECT_GT(tasks::recommended_training(500).epochs, tasks::recommended_training(10'000).epochs);
  EXPECT_GT(tasks::recommended_training(50'000).batch_size, tasks::recommended_training(10'000).batch_size);
}

// What is recommended for 1,200 sentences and their translations, after what the user has set.
std::unique_ptr<tasks::TransducerPreparation> prepared_for_sentences(const TemporaryFolder& folder,
                                                                     const Settings& settings) {
  std::string lines;
  for (int i = 0; i < 1200; ++i) {
    const std::string number = std::to_string(i % 70);
    lines += "Jeg har aldrig set hus " + number + " her.\tI have never seen house " + number + " here.\n";
  }
  auto preparation = std::make_unique<tasks::TransducerPreparation>();
  set_fields(settings, preparation->data_options());
  preparation->read({.train = folder.put("train.tsv", lines), .dev = ""}, [](const std::string&) {});
  preparation->recommend(settings);
  return preparation;
}

TEST(TransducerPreparation, ReadsTranslationsAsPartsOfWordsByATransformer) {
  const TemporaryFolder folder;
  EXPECT_EQ(prepared_for_sentences(folder, {})->network.architecture, model::Architecture::transformer);
  const Settings letters = run::settings({{"source-symbols", "char"}, {"target-symbols", "char"}});
  EXPECT_NE(prepared_for_sentences(folder, letters)->network.architecture, model::Architecture::transformer);
  const Settings recurrent = run::settings({{"attention", "additive"}});
  EXPECT_NE(prepared_for_sentences(folder, recurrent)->network.architecture, model::Architecture::transformer);
}

// What is held out teaches no merges, and is the same pairs whatever they are made of.
TEST(TransducerPreparation, RefusesAFlagOfAnotherScheduleThanItsOwnButNotAConfigurationsLine) {
  const TemporaryFolder folder;
  Settings settings = run::settings({{"warmup-steps", "5"}});
  EXPECT_NO_THROW(prepared_for_sentences(folder, settings)->settle(settings)) << "a Transformer's schedule has them";
  settings.merge(run::settings({{"arch", "lstm"}, {"target-symbols", "char"}}));
  const std::string message =
      message_of<UsageError>([&] { prepared_for_sentences(folder, settings)->settle(settings); });
  EXPECT_TRUE(contains(message, "--warmup-steps")) << message;
  settings["warmup-steps"].from_file = true;
  EXPECT_NO_THROW(prepared_for_sentences(folder, settings)->settle(settings));
}

TEST(TransducerPreparation, HoldsOutTheSameLinesOfWordsAndOfTheirParts) {
  const TemporaryFolder folder;
  const auto facts = [&](const char* kind) {
    return prepared_for_sentences(folder, run::settings({{"source-symbols", kind}, {"target-symbols", kind}}))
        ->data_provenance({.train = "train.tsv", .dev = ""});
  };
  EXPECT_EQ(facts("word"), facts("bpe"));
}

TEST(TransducerPreparation, TurnsInputFeedingOffWithAttentionUnlessItIsAskedFor) {
  const TemporaryFolder folder;
  tasks::TransducerPreparation preparation;
  preparation.read({.train = folder.put("train.tsv", pairs_of(3, 2)), .dev = folder.put("dev.tsv", "a\tb\n")},
                   [](const std::string&) {});
  preparation.network.attention = model::AttentionKind::none;
  preparation.network.input_feeding = true;
  EXPECT_THROW(preparation.settle(run::settings({{"input-feeding", "true"}})), UsageError);
  EXPECT_NO_THROW(preparation.settle({}));
  EXPECT_FALSE(preparation.network.input_feeding);
}

}  // namespace
}  // namespace elman::test
